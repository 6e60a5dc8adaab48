"""Which row remembers that an owner was reminded?"""

from __future__ import annotations

import datetime

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Row, UtcDateTime


class ArticleReminder(Row):
    """Its owner was told of one date of an article; never twice of the same one."""

    __tablename__ = "article_reminders"
    __table_args__ = (UniqueConstraint("article_id", "kind", "about"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[datetime.date] = mapped_column(Date)
    """The day that it is about: the review, the last day, or the end."""
    recipient: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
