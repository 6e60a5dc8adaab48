"""Which questions of a conversation were not answered well, and how do they read by themselves?

Small talk, danger, complaints and reports, which get fixed texts or become cases, miss no article.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assistant.answering.answer import HandoffReason, Outcome, Status
from assistant.answering.draft import Role
from assistant.answering.understand import EARLIER_TURNS, is_follow_up
from assistant.languages import clean, fold
from assistant.privacy import mask
from knowledge_base.gaps.models import GapKind, GapReason
from knowledge_base.gaps.talks import Answered, Said, Talk
from knowledge_base.vectors import text_hash

_ANSWERED = frozenset(status for status in Status if status.outcome is Outcome.ANSWERED)
_ASKED = _ANSWERED | {Status.CLARIFY_NEIGHBOURS, Status.HANDOFF_MISSING_KNOWLEDGE, Status.HANDOFF_LOW_CONFIDENCE}
"""Statuses of what was searched for as a question about public services."""
_OF_KNOWLEDGE = frozenset(
    {HandoffReason.CUSTOMER_REQUEST, HandoffReason.MISSING_KNOWLEDGE, HandoffReason.LOW_CONFIDENCE}
)
"""Handoffs that an answer might have spared."""
MAX_LENGTH = 1000

FindDepartment = Callable[[str], str | None]


@dataclass(frozen=True)
class Found:
    """What becomes a GapItem; every text masked."""

    message_id: str
    conversation_id: str
    kind: GapKind
    language: str
    text: str
    at: datetime.datetime
    department: str | None
    reason: GapReason | None = None
    question: str = ""
    author: str | None = None

    @property
    def text_hash(self) -> str:
        return text_hash(self.text)


def find_questions(talk: Talk, *, departments: Mapping[str, str], guess_department: FindDepartment) -> Iterator[Found]:
    """The gaps among the citizen's turns, oldest first.

    A question's department is the one that the answer or the handoff named, else the nearest article's (`departments`,
    by article id) or what its words make likely.
    """
    citizen = [said for said in talk.turns if said.message.role == Role.CITIZEN]
    asked = [said for said in citizen if said.answer and said.answer.status in _ASKED]
    handed = _handed_off(talk, asked)
    for said in asked:
        answer = said.answer
        if answer is None:
            continue
        reason = _reason(answer, citizen[citizen.index(said) + 1 :], handed=said.message.id in handed)
        if reason is None:
            continue
        text = _standalone(said, asked)
        handed_to = handed.get(said.message.id)
        nearest = departments.get(answer.nearest or "")
        yield Found(
            message_id=said.message.id,
            conversation_id=talk.id,
            kind=GapKind.QUESTION,
            language=said.message.language,
            text=text,
            at=said.message.created_at,
            department=answer.department or handed_to or nearest or guess_department(text),
            reason=reason,
        )


def _handed_off(talk: Talk, asked: list[Said]) -> dict[str, str | None]:
    """The question that stood last before each handoff, and the department that it went to."""
    handed: dict[str, str | None] = {}
    for handoff in talk.handoffs:
        before = [said for said in asked if said.message.created_at <= handoff.created_at]
        if before and handoff.reason in _OF_KNOWLEDGE:
            handed[before[-1].message.id] = handoff.department
    return handed


def _reason(answer: Answered, later: list[Said], *, handed: bool) -> GapReason | None:
    if answer.status in (Status.HANDOFF_MISSING_KNOWLEDGE, Status.ANSWERED_PARTIAL):
        return GapReason.UNANSWERED
    titles = {fold(title) for title in answer.choices}
    if answer.status == Status.CLARIFY_NEIGHBOURS and any(fold(said.message.text) in titles for said in later):
        return GapReason.NOT_HELPFUL if answer.helpful is False else None
    if answer.status not in _ANSWERED:
        return GapReason.LOW_CONFIDENCE
    if answer.helpful is False:
        return GapReason.NOT_HELPFUL
    return GapReason.HANDED_OFF if handed else None


def _standalone(said: Said, asked: list[Said]) -> str:
    """The question in the citizen's words: what was left open of it, with the turns before where it leans on them."""
    message, answer = said.message, said.answer
    text = clean(message.text)
    if answer and answer.status == Status.ANSWERED_PARTIAL:
        text = _open_part(answer) or text
    elif is_follow_up(text):
        before = [clean(other.message.text) for other in asked[: asked.index(said)]]
        text = "\n".join([*before[-EARLIER_TURNS:], text])
    return mask(text, message.language).text[-MAX_LENGTH:]


def _open_part(answer: Answered) -> str | None:
    """The part of a message whose best article was not among what was shown."""
    return next((str(part["text"]) for part in answer.parts if part.get("best") not in answer.cited), None)
