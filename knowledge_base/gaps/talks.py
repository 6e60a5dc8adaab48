"""What was said in a conversation, and what became of it?  Everything that tells a gap, read for many at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.answering.draft import Role
from assistant.conversations.models import AnswerRecord, CitationRecord, Feedback, Handoff, Message

BATCH = 400
"""Conversations read at once; SQLite takes a limited number of values in a statement."""


@dataclass(frozen=True)
class Answered:
    """What the assistant made of a question."""

    id: str
    status: str
    department: str | None
    confidence: float
    choices: tuple[str, ...]
    """Titles that could be pressed."""
    nearest: str | None
    """The article that search found first."""
    parts: tuple[dict[str, Any], ...]
    """Of a message of two questions: each one's text and its best article."""
    cited: frozenset[str]
    helpful: bool | None
    """What the citizen said last; None when nothing."""


@dataclass(frozen=True)
class Said:
    message: Message
    answer: Answered | None = None


@dataclass(frozen=True)
class Talk:
    """A conversation's turns in their order, and the handoffs that it led to."""

    id: str
    turns: tuple[Said, ...]
    handoffs: tuple[Handoff, ...] = field(default=())


def list_touched(session: Session, since: datetime.datetime) -> list[str]:
    """The ids of conversations in which something was said, rated or handed over after `since`."""
    said = select(Message.conversation_id).where(Message.created_at > since, Message.role != Role.ASSISTANT.value)
    rated = (
        select(Message.conversation_id)
        .join(AnswerRecord, AnswerRecord.message_id == Message.id)
        .join(Feedback, Feedback.answer_id == AnswerRecord.id)
        .where(Feedback.created_at > since)
    )
    handed = select(Handoff.conversation_id).where(Handoff.created_at > since)
    return sorted(session.scalars(said.union(rated, handed)))


def read_talks(session: Session, conversation_ids: Sequence[str]) -> Iterator[Talk]:
    """The conversations of at most `BATCH` ids, in the order of their ids."""
    ids = list(conversation_ids)
    messages = session.scalars(
        select(Message).where(Message.conversation_id.in_(ids)).order_by(Message.conversation_id, Message.sequence)
    ).all()
    answers = _answers(session, ids)
    handoffs = session.scalars(select(Handoff).where(Handoff.conversation_id.in_(ids)).order_by(Handoff.created_at))
    handed: dict[str, list[Handoff]] = {}
    for handoff in handoffs:
        handed.setdefault(handoff.conversation_id, []).append(handoff)
    turns: dict[str, list[Said]] = {}
    for message in messages:
        turns.setdefault(message.conversation_id, []).append(Said(message, answers.get(message.id)))
    for name, said in turns.items():
        yield Talk(name, tuple(said), tuple(handed.get(name, ())))


def batches(ids: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(ids)
    return iter(lambda: list(islice(remaining, BATCH)), [])


def _answers(session: Session, conversation_ids: list[str]) -> dict[str, Answered]:
    """By the id of the citizen's message."""
    mine = (
        select(AnswerRecord.id)
        .join(Message, Message.id == AnswerRecord.question_id)
        .where(Message.conversation_id.in_(conversation_ids))
    )
    ratings = select(Feedback.answer_id, Feedback.helpful).where(Feedback.answer_id.in_(mine))
    # The newest one of an answer comes last, and counts.
    helpful = {row.answer_id: row.helpful for row in session.execute(ratings.order_by(Feedback.created_at))}
    cited: dict[str, set[str]] = {}
    citations = select(CitationRecord.answer_id, CitationRecord.article_id)
    for row in session.execute(citations.where(CitationRecord.answer_id.in_(mine))):
        cited.setdefault(row.answer_id, set()).add(row.article_id)
    records = session.execute(
        select(
            AnswerRecord.id,
            AnswerRecord.question_id,
            AnswerRecord.status,
            AnswerRecord.department,
            AnswerRecord.confidence,
            AnswerRecord.choices,
            AnswerRecord.retrieved,
            AnswerRecord.trace,
        ).where(AnswerRecord.id.in_(mine))
    )
    return {
        row.question_id: Answered(
            row.id,
            row.status,
            row.department,
            row.confidence,
            tuple(choice["text"] for choice in row.choices if choice["kind"] == "question"),
            next((found["article_id"] for found in row.retrieved if not found["reason"]), None),
            _parts(row.trace),
            frozenset(cited.get(row.id, ())),
            helpful.get(row.id),
        )
        for row in records
    }


def _parts(trace: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    return next((tuple(step["detail"].get("parts", ())) for step in trace if step["step"] == "decide"), ())
