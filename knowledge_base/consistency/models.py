"""Which row keeps a contradiction between two articles?"""

from __future__ import annotations

import datetime

from sqlalchemy import Float, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Row, UtcDateTime


class Conflict(Row):
    """Two articles that contradict each other; open until somebody says why, or until one of the texts changes."""

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("article_a", "article_b"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    article_a: Mapped[str] = mapped_column(String(200))
    article_b: Mapped[str] = mapped_column(String(200), index=True)
    version_a: Mapped[int] = mapped_column(Integer)
    """The numbers of the versions that were compared."""
    version_b: Mapped[int] = mapped_column(Integer)
    text_a: Mapped[str] = mapped_column(String(64))
    """The hashes of what they say."""
    text_b: Mapped[str] = mapped_column(String(64))
    department_a: Mapped[str] = mapped_column(String(100), index=True)
    department_b: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(7))
    sentence_a: Mapped[str] = mapped_column(Text)
    sentence_b: Mapped[str] = mapped_column(Text)
    fact_a: Mapped[str] = mapped_column(Text)
    fact_b: Mapped[str] = mapped_column(Text)
    score: Mapped[float] = mapped_column(Float)
    found_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text)
    """Why both may stay as they are."""
    settled_by: Mapped[str | None] = mapped_column(String(100))
    settled_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
