"""Is this message a question at all, and does it need a fixed text before anything else?"""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.answer import Answer, ChoiceKind, HandoffReason, Status
from assistant.answering.draft import Draft
from assistant.answering.guard import load_guard
from assistant.answering.intents import Intent
from assistant.foreign_languages import SERVED_NAMES, Alarm, ForeignLanguage, find_foreign
from assistant.languages import clean, detect, is_readable

MAX_QUESTION_LENGTH = 1000
_FIXED = {
    Intent.EMERGENCY: Status.EMERGENCY_DANGER,
    Intent.CRISIS: Status.EMERGENCY_CRISIS,
    Intent.STEERING: Status.DECLINED_STEERING,
    Intent.GREETING: Status.DECLINED_GREETING,
    Intent.THANKS: Status.DECLINED_THANKS,
    Intent.GOODBYE: Status.DECLINED_GOODBYE,
    Intent.ABOUT_ASSISTANT: Status.DECLINED_ABOUT_ASSISTANT,
    Intent.CHIT_CHAT: Status.DECLINED_CHIT_CHAT,
    Intent.NOT_PUBLIC_SERVICE: Status.DECLINED_NOT_PUBLIC_SERVICE,
}
_ALARMS = {Alarm.DANGER: Status.EMERGENCY_DANGER, Alarm.CRISIS: Status.EMERGENCY_CRISIS}


def screen(draft: Draft) -> Answer | None:
    """Cleans the text, tells its language, and stops at anything that a fixed text answers, danger to life first."""
    draft.text = draft.standalone = clean(draft.question.text)
    page = draft.question.language or _language_of_history(draft) or "en"
    found = detect(draft.text, fallback=page)
    draft.language, draft.script_is_certain = found.language, found.script_is_certain
    draft.notes |= {"language": found.language, "cantonese": found.is_cantonese, "mixed": found.is_mixed}
    intent = load_guard().find_intent(draft.text[:MAX_QUESTION_LENGTH])
    foreign = find_foreign(draft.text[:MAX_QUESTION_LENGTH])
    if foreign:
        draft.language = page
        draft.notes |= {"language": page, "foreign": foreign.language.code}
    if intent in (Intent.EMERGENCY, Intent.CRISIS):
        person = draft.choice(ChoiceKind.HANDOFF, "offer_person")
        return draft.fixed(_FIXED[intent], choices=(person,), reason=HandoffReason.EMERGENCY)
    if foreign and foreign.alarm:
        return _call_for_help(draft, foreign.language, foreign.alarm)
    if refusal := _unusable(draft):
        return refusal
    if foreign:
        return _name_served_languages(draft, foreign.language)
    draft.intent = intent
    draft.notes["intent"] = intent.value if intent else None
    if intent is Intent.HUMAN_REQUEST:
        person = draft.choice(ChoiceKind.HANDOFF, "offer_person")
        reason = HandoffReason.CUSTOMER_REQUEST
        return draft.fixed(Status.HANDOFF_CUSTOMER_REQUEST, choices=(person,), reason=reason)
    return draft.fixed(_FIXED[intent]) if intent in _FIXED else None


def _unusable(draft: Draft) -> Answer | None:
    if not draft.text:
        return draft.fixed(Status.DECLINED_EMPTY)
    if len(draft.text) > MAX_QUESTION_LENGTH:
        return draft.fixed(Status.DECLINED_TOO_LONG, limit=str(MAX_QUESTION_LENGTH))
    if not is_readable(draft.text):
        return draft.fixed(Status.DECLINED_UNREADABLE)
    return None


def _call_for_help(draft: Draft, language: ForeignLanguage, alarm: Alarm) -> Answer:
    """The emergency text, with whom to call and which languages are served in the citizen's own language."""
    person = draft.choice(ChoiceKind.HANDOFF, "offer_person")
    answer = draft.fixed(_ALARMS[alarm], choices=(person,), reason=HandoffReason.EMERGENCY)
    call = f"**{language.call}**" if language.call else ""
    return replace(answer, text=_paragraphs(call, answer.text, language.notice))


def _name_served_languages(draft: Draft, language: ForeignLanguage) -> Answer:
    """Which languages are served, in the citizen's own language and in the page's; a person is offered."""
    person = draft.choice(ChoiceKind.HANDOFF, "offer_person")
    answer = draft.fixed(Status.CLARIFY_UNSERVED_LANGUAGE, choices=(person,))
    return replace(answer, text=_paragraphs(language.notice, f"**{SERVED_NAMES}**", answer.text))


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)


def _language_of_history(draft: Draft) -> str | None:
    for turn in reversed(draft.question.history):
        if turn.text.strip():
            return detect(turn.text).language
    return None
