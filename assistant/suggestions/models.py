"""Which rows keep what was suggested to an agent, and what became of it?"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Row, UtcDateTime


class SuggestionRecord(Row):
    """One drafted reply and the agent's verdict on it; each is a row of a later evaluation."""

    __tablename__ = "suggestions"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    """None for a question that another desk system has asked."""
    sequence: Mapped[int | None] = mapped_column(Integer)
    """Of the citizen's message that the draft answers."""
    made_for: Mapped[str] = mapped_column(String(100))
    """The actor's name."""
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(7))
    draft: Mapped[str] = mapped_column(Text)
    is_quiet: Mapped[bool] = mapped_column(Boolean)
    confidence: Mapped[float] = mapped_column(Float)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    trace: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    mode: Mapped[str] = mapped_column(String(20))
    duration_ms: Mapped[float] = mapped_column(Float)
    verdict: Mapped[str | None] = mapped_column(String(10))
    verdict_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    sent_text: Mapped[str | None] = mapped_column(Text)
    edit_distance: Mapped[int | None] = mapped_column(Integer)
    """Characters added, removed or changed from the draft that was used to what was sent."""
    reason: Mapped[str | None] = mapped_column(String(50))
    model_draft: Mapped[str | None] = mapped_column(Text)
    """The draft in a model's words that passed its checks and was offered beside the approved ones."""
    used_wording: Mapped[str | None] = mapped_column(String(10))
    """Which of the two was sent, or made into what was sent: approved or simple."""
    model_calls: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    """`ModelCall`s, also those whose words were not offered."""
