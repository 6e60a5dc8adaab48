"""Which rows keep what was not answered, what agents wrote, and the groups that curators decide on?"""

from __future__ import annotations

import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Row, UtcDateTime


class GapKind(StrEnum):
    QUESTION = "question"
    """What a citizen asked and did not get answered."""
    REPLY = "reply"
    """What an agent wrote in their own words."""


class GapReason(StrEnum):
    """Why a question counts as a gap; the first that holds."""

    UNANSWERED = "unanswered"
    LOW_CONFIDENCE = "low_confidence"
    """A person or titles were offered, and none of the titles was pressed."""
    NOT_HELPFUL = "not_helpful"
    HANDED_OFF = "handed_off"
    """Answered, and then a person was asked for."""


class GapState(StrEnum):
    OPEN = "open"
    DONE = "done"
    """What was drafted from it is live; it opens again when the same is asked in vain after that."""
    DISMISSED = "dismissed"


class GapGroup(Row):
    """Messages of one meaning.  A decision about it holds for whatever joins it later."""

    __tablename__ = "gap_groups"
    __table_args__ = (Index("ix_gap_groups_kind_state", "kind", "state"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default=GapState.OPEN)
    title: Mapped[str] = mapped_column(Text)
    """The words of its most central member."""
    language: Mapped[str] = mapped_column(String(7))
    """Of the title."""
    department: Mapped[str | None] = mapped_column(String(100), index=True)
    """Whose matter most of its members are."""
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    article_id: Mapped[str | None] = mapped_column(String(200))
    """The article that was drafted from it, or that was given its variants."""
    article_version: Mapped[int | None] = mapped_column(Integer)
    live_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """When that version went live."""
    decided_by: Mapped[str | None] = mapped_column(String(100))
    decided_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    decision: Mapped[str | None] = mapped_column(Text)
    """Why it was dismissed."""


class GapItem(Row):
    """One message in a group, personal data masked; it goes when its conversation goes."""

    __tablename__ = "gap_items"
    __table_args__ = (Index("ix_gap_items_kind_at", "kind", "at"),)

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(36), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("gap_groups.id"), index=True)
    """None until the next round of grouping."""
    language: Mapped[str] = mapped_column(String(7))
    text: Mapped[str] = mapped_column(Text)
    """A question with the turns that it leans on, or an agent's own sentences."""
    text_hash: Mapped[str] = mapped_column(String(64))
    question: Mapped[str] = mapped_column(Text, default="")
    """What a reply answers."""
    reason: Mapped[str | None] = mapped_column(String(20))
    """Of a question: a GapReason."""
    department: Mapped[str | None] = mapped_column(String(100))
    author: Mapped[str | None] = mapped_column(String(36))
    """Of a reply: the account of the agent who wrote it."""
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


class GapRound(Row):
    """How far the conversations have been looked through: one row, so that of two workers only one writes a round."""

    __tablename__ = "gap_rounds"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, default=0)
    looked_until: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
