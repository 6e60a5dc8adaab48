"""Which rows keep a recall: a version that was wrong, and who was told it?"""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.database import Row, UtcDateTime


class Recall(Row):
    """A version that was withdrawn or corrected, from the decision until everybody who was told it was thought of."""

    __tablename__ = "recalls"
    __table_args__ = (UniqueConstraint("version_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("article_versions.id"))
    version: Mapped[int] = mapped_column(Integer)
    department: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), index=True)
    listed_until: Mapped[str] = mapped_column(String(36), default="")
    """The last conversation that was looked at while it is still being listed."""


class AnswerCorrection(Row):
    """One conversation that was told the version, and what its citizen is to hear."""

    __tablename__ = "answer_corrections"
    __table_args__ = (
        UniqueConstraint("recall_id", "conversation_id"),
        Index("ix_answer_corrections_recall_id_state", "recall_id", "state"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    recall_id: Mapped[int] = mapped_column(ForeignKey("recalls.id"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), index=True)
    """The last answer of the conversation that named the version."""
    language: Mapped[str] = mapped_column(String(7))
    channel: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    text: Mapped[str | None] = mapped_column(Text)
    """What was sent or said; a draft is made anew whenever it is read, since the article may change again."""
    decided_by: Mapped[str | None] = mapped_column(String(100))
    decided_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str | None] = mapped_column(Text)
    """Why it was dismissed."""

    recall: Mapped[Recall] = relationship()
