"""Is the best article good enough to answer with, should the citizen choose, or does a person take over?"""

from __future__ import annotations

from typing import Any

from assistant.answering.answer import Answer, Choice, ChoiceKind, HandoffReason, Status
from assistant.answering.draft import Draft, Part
from assistant.answering.intents import Intent
from assistant.answering.knowledge import Hit, SearchResult
from assistant.languages import fold

MAX_CHOICES = 3
NEAR = 5
"""How many of a part's hits are looked through for the whole's article.  Asked two questions about one article on the
tune split, the one that nothing surely answers found it among the first four in 16 of 16; about two articles, in 5 of
59."""
TIE = 0.06
"""Share of the best score by which the second must stay behind, or the citizen is asked which is meant.  Half of what
was answered on the tune splits with less was right; of the sample's nothing had less."""
_CASES = {Intent.COMPLAINT: Status.CASE_COMPLAINT, Intent.SERVICE_REQUEST: Status.CASE_SERVICE_REQUEST}


def decide(draft: Draft) -> Answer | None:
    """Estimates confidence and goes on only with an article that may be shown as the answer."""
    hits, features = draft.hits, draft.result.features if draft.result else {}
    thresholds = draft.tools.confidence.thresholds(features)
    draft.confidence = draft.tools.confidence.estimate(features)
    draft.notes |= {"confidence": draft.confidence, "features": features}
    if draft.result and draft.result.unspoken:
        draft.notes["unspoken"] = draft.result.unspoken
    department = hits[0].department if hits and draft.confidence >= thresholds.department else None
    if draft.intent in _CASES:
        return _offer_case(draft, _CASES[draft.intent], department)
    asked_by_title = next((hit for hit in hits[:MAX_CHOICES] if fold(hit.title) == fold(draft.text)), None)
    if asked_by_title:
        draft.chosen, draft.confidence = asked_by_title, 1.0
        return None
    is_sure = draft.confidence >= thresholds.answer and _may_answer(draft.result)
    if draft.parts and _choose_for_parts(draft, hits[0] if is_sure else None):
        return None
    if is_sure:
        draft.chosen = hits[0]
        return None
    if draft.confidence >= thresholds.clarify:
        return _ask_which(draft)
    return _hand_over(draft, department)


def _choose_for_parts(draft: Draft, whole: Hit | None) -> bool:
    """Chooses an article for each part that surely has one; False where the message is rather one question.

    `whole` is what surely answers the message.  One article for both parts means that they are one matter; so does a
    part that nothing surely answers, when it finds the article that surely answers the other one and the whole.
    """
    sure = [part for part in draft.parts if _judge(draft, part)]
    draft.notes["parts"] = [_note(part) for part in draft.parts]
    best = [part.best.article_id if part.best else "" for part in draft.parts]
    if not sure or best[0] == best[1]:
        return False
    if len(sure) == 1 and whole and whole.article_id in best and all(_finds(part, whole) for part in draft.parts):
        return False
    for part in sure:
        part.chosen = part.best
    draft.confidence = min(part.confidence for part in sure)
    return True


def _judge(draft: Draft, part: Part) -> bool:
    """True when the best article for `part` is good enough to answer it by itself."""
    confidence, features = draft.tools.confidence, part.result.features if part.result else {}
    thresholds = confidence.thresholds(features)
    part.confidence = confidence.estimate(features)
    if part.best and part.confidence >= thresholds.department:
        part.department = part.best.department
    return part.best is not None and part.confidence >= thresholds.answer and _may_answer(part.result)


def _may_answer(result: SearchResult | None) -> bool:
    """True where no other article is as near as the first, and that one speaks of all that is asked about."""
    return result is not None and result.features.get("relative_margin", 1.0) >= TIE and not result.unspoken


def _finds(part: Part, hit: Hit) -> bool:
    near = part.result.hits[:NEAR] if part.result else ()
    return any(found.article_id == hit.article_id for found in near)


def _note(part: Part) -> dict[str, Any]:
    best = part.best.article_id if part.best else None
    return {"text": part.text, "confidence": part.confidence, "best": best}


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
