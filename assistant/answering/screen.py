"""Is this message a question at all, and does it need a fixed text before anything else?"""

from __future__ import annotations

import unicodedata

from assistant.answering.answer import Answer, ChoiceKind, HandoffReason, Status
from assistant.answering.draft import Draft
from assistant.answering.intents import Intent, find_intent
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
_SERVED_SCRIPTS = ("LATIN", "CJK", "DIGIT", "FULLWIDTH", "BOPOMOFO")


def screen(draft: Draft) -> Answer | None:
    """Cleans the text, tells its language, and stops at anything that a fixed text answers, danger to life first."""
    draft.text = draft.standalone = clean(draft.question.text)
    found = detect(draft.text, fallback=draft.question.language or _language_of_history(draft) or "en")
    draft.language, draft.script_is_certain = found.language, found.script_is_certain
    draft.notes |= {"language": found.language, "cantonese": found.is_cantonese, "mixed": found.is_mixed}
    intent = find_intent(draft.text[:MAX_QUESTION_LENGTH])
    if intent in (Intent.EMERGENCY, Intent.CRISIS):
        person = draft.choice(ChoiceKind.HANDOFF, "offer_person")
        return draft.fixed(_FIXED[intent], choices=(person,), reason=HandoffReason.EMERGENCY)
    if refusal := _unusable(draft):
        return refusal
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
    if _mostly_unserved(draft.text):
        person = draft.choice(ChoiceKind.HANDOFF, "offer_person")
        reason = HandoffReason.POLICY_RESTRICTION
        return draft.fixed(
            Status.HANDOFF_UNSERVED_LANGUAGE, wording="unserved_language", choices=(person,), reason=reason
        )
    return None


def _mostly_unserved(text: str) -> bool:
    """True when most letters belong to a script in which no approved text exists, Arabic or Devanagari say."""
    letters = [character for character in text if character.isalpha()]
    foreign = sum(not unicodedata.name(letter, "").startswith(_SERVED_SCRIPTS) for letter in letters)
    return foreign * 2 > len(letters)


def _language_of_history(draft: Draft) -> str | None:
    for turn in reversed(draft.question.history):
        if turn.text.strip():
            return detect(turn.text).language
    return None
