"""Which rows keep the replays that somebody has asked for, and what they found?"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import JSON, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Row, UtcDateTime


class Replay(Row):
    """Drafts against what is live, over the golden questions and those of some days.

    `result` holds citizens' questions masked, as they are stored with their conversations.
    """

    __tablename__ = "replays"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    author: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    drafts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Article id, version and department of each; none for a run of what is live alone."""
    department: Mapped[str | None] = mapped_column(String(100))
    """Whose golden questions and citizens' questions alone are asked; None for everybody's."""
    days: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    """While one runs, when its worker is taken for dead."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    ended_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    problem: Mapped[str | None] = mapped_column(Text)
