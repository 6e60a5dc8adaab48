"""Is the best article good enough to answer with, should the citizen choose, or does a person take over?"""

from __future__ import annotations

from assistant.answering.answer import Answer, Choice, ChoiceKind, HandoffReason, Status
from assistant.answering.draft import Draft
from assistant.answering.intents import Intent
from assistant.languages import fold

MAX_CHOICES = 3
_CASES = {Intent.COMPLAINT: Status.CASE_COMPLAINT, Intent.SERVICE_REQUEST: Status.CASE_SERVICE_REQUEST}


def decide(draft: Draft) -> Answer | None:
    """Estimates confidence and goes on only with an article that may be shown as the answer."""
    hits, features = draft.hits, draft.result.features if draft.result else {}
    thresholds = draft.tools.confidence.thresholds(features)
    draft.confidence = draft.tools.confidence.estimate(features)
    draft.notes |= {"confidence": draft.confidence, "features": features}
    department = hits[0].department if hits and draft.confidence >= thresholds.department else None
    if draft.intent in _CASES:
        return _offer_case(draft, _CASES[draft.intent], department)
    asked_by_title = next((hit for hit in hits[:MAX_CHOICES] if fold(hit.title) == fold(draft.text)), None)
    if asked_by_title:
        draft.chosen, draft.confidence = asked_by_title, 1.0
        return None
    if draft.confidence >= thresholds.answer:
        draft.chosen = hits[0]
        return None
    if draft.confidence >= thresholds.clarify:
        return _ask_which(draft)
    return _hand_over(draft, department)


def _offer_case(draft: Draft, status: Status, department: str | None) -> Answer:
    choices = (draft.choice(ChoiceKind.CASE, "offer_case"), draft.choice(ChoiceKind.HANDOFF, "offer_person"))
    return _naming(draft, status, department, choices, HandoffReason.COMPLAINT)


def _ask_which(draft: Draft) -> Answer:
    titles = [Choice(ChoiceKind.QUESTION, hit.title, hit.title) for hit in draft.hits[:MAX_CHOICES]]
    none = draft.choice(ChoiceKind.HANDOFF, "none_of_these")
    return draft.fixed(Status.CLARIFY_NEIGHBOURS, choices=(*titles, none))


def _hand_over(draft: Draft, department: str | None) -> Answer:
    person = draft.choice(ChoiceKind.HANDOFF, "offer_person")
    if department is None:
        reason, status = HandoffReason.MISSING_KNOWLEDGE, Status.HANDOFF_MISSING_KNOWLEDGE
    else:
        reason, status = HandoffReason.LOW_CONFIDENCE, Status.HANDOFF_LOW_CONFIDENCE
    return _naming(draft, status, department, (person,), reason)


def _naming(
    draft: Draft, status: Status, department: str | None, choices: tuple[Choice, ...], reason: HandoffReason
) -> Answer:
    """The status's fixed text, naming the closest department when one is known."""
    if department is None:
        return draft.fixed(status, wording=f"{status.value}_no_department", choices=choices, reason=reason)
    return draft.fixed(status, choices=choices, reason=reason, department=department)
