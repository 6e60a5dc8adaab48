"""Which rows keep a conversation, its answers, their sources and what citizens thought of them?"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.accounts.models import User
from assistant.database import Row, UtcDateTime


class Conversation(Row):
    """One talk.  Only a hash of its secret token is kept."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(7))
    channel: Mapped[str] = mapped_column(String(20), default="web")
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    message_count: Mapped[int] = mapped_column(Integer, default=0)
    """How far the conversation's log has come: its messages and the steps of its handoffs share one numbering."""
    is_with_agent: Mapped[bool] = mapped_column(Boolean, default=False)
    """True while an agent has it: then the assistant is silent.  Kept here because every message looks at it."""


class Message(Row):
    """One turn; `sequence` orders the turns, `idempotency_key` is the sender's own name for this turn.

    Who wrote it is told by `role`, which the service sets, and never by the text; an agent's turn also keeps the name
    and department that the citizen was shown.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "idempotency_key"),
        UniqueConstraint("conversation_id", "sequence"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    sequence: Mapped[int] = mapped_column(Integer)
    role: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(7))
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    idempotency_key: Mapped[str | None] = mapped_column(String(100))
    author_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str | None] = mapped_column(String(100))
    author_department: Mapped[str | None] = mapped_column(String(100))

    answer: Mapped[AnswerRecord | None] = relationship(back_populates="message", foreign_keys="AnswerRecord.message_id")


class OpenQuestion(Row):
    """The question of a conversation that a language model is asked about; until a time, should its process end."""

    __tablename__ = "open_questions"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[str] = mapped_column(String(36))
    until: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


class AnswerRecord(Row):
    """The answer behind one assistant message, with the trace of how it came about."""

    __tablename__ = "answers"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), unique=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), unique=True)
    status: Mapped[str] = mapped_column(String(50), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[float] = mapped_column(Float)
    completeness: Mapped[str] = mapped_column(String(10))
    handoff_reason: Mapped[str | None] = mapped_column(String(30))
    reference: Mapped[str | None] = mapped_column(String(20))
    """Of the handoff that the answer itself has opened."""
    department: Mapped[str | None] = mapped_column(String(100))
    mode: Mapped[str] = mapped_column(String(20))
    choices: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    retrieved: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    trace: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    duration_ms: Mapped[float] = mapped_column(Float)
    error: Mapped[str | None] = mapped_column(Text)
    model_calls: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """Which models were asked for it, with which prompts, what came back, and why it was not used if it was not."""

    message: Mapped[Message] = relationship(back_populates="answer", foreign_keys=[message_id])
    citations: Mapped[list[CitationRecord]] = relationship(
        order_by="CitationRecord.position", cascade="all, delete-orphan"
    )


class CitationRecord(Row):
    """A source of an answer, pinned to the version that was shown."""

    __tablename__ = "citations"

    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    article_id: Mapped[str] = mapped_column(String(200), index=True)
    version_id: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(String(7))
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    department: Mapped[str] = mapped_column(String(100))
    last_reviewed: Mapped[datetime.date] = mapped_column(Date)
    effective_from: Mapped[datetime.date | None] = mapped_column(Date)


class Feedback(Row):
    """What a citizen thought of an answer; the newest row of an answer counts."""

    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), index=True)
    helpful: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str | None] = mapped_column(String(50))
    comment: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


class Handoff(Row):
    """A conversation that waits for a person, or is with one.  Contact details are optional and asked once."""

    __tablename__ = "handoffs"
    __table_args__ = (Index("ix_handoffs_state_department", "state", "department"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    reason: Mapped[str] = mapped_column(String(30))
    department: Mapped[str | None] = mapped_column(String(100))
    """Whose queue it stands in; None is the contact centre's own."""
    language: Mapped[str] = mapped_column(String(7))
    urgency: Mapped[int] = mapped_column(Integer, default=0)
    """0 normal, 1 high, 2 emergency; the higher is served first."""
    state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(Text)
    contact: Mapped[dict[str, str] | None] = mapped_column(JSON)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    """Since when it waits; a conversation that is put back keeps its place by the first time."""
    reply_by: Mapped[datetime.date | None] = mapped_column(Date)
    """The last day for a reply, by the department's hours when it was asked for; told when nobody is there."""
    agent_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"), index=True)
    claimed_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    close_reason: Mapped[str | None] = mapped_column(String(50))

    agent: Mapped[User | None] = relationship()


class HandoffStep(Row):
    """One change of a handoff, in the conversation's own numbering: with its messages it makes the log."""

    __tablename__ = "handoff_steps"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True)
    handoff_id: Mapped[str] = mapped_column(ForeignKey("handoffs.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(100))
    public_name: Mapped[str | None] = mapped_column(String(100))
    department: Mapped[str | None] = mapped_column(String(100))
    """Public name and department are what the citizen reads of this step."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    """For staff only: a colleague's note, the reason, whom it was passed to."""


class PendingReply(Row):
    """A reply that waits for a supervisor before the citizen sees it."""

    __tablename__ = "pending_replies"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    handoff_id: Mapped[str] = mapped_column(ForeignKey("handoffs.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(7))
    state: Mapped[str] = mapped_column(String(10), index=True)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    idempotency_key: Mapped[str | None] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(String(100))
    decided_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)


class Satisfaction(Row):
    """How well the citizen was served, 1 to 5; the newest row of a conversation counts."""

    __tablename__ = "satisfactions"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    handoff_id: Mapped[str | None] = mapped_column(ForeignKey("handoffs.id", ondelete="CASCADE"))
    score: Mapped[int] = mapped_column(Integer)
    comment: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
