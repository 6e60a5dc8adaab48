"""Which rows keep who was erased, without saying who, and when old data was last looked for?"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import JSON, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Row, UtcDateTime


class Erasure(Row):
    """One person's erasure.  The same is a line of the ledger's file, which no backup holds (see `ledger.py`)."""

    __tablename__ = "erasures"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    asked_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    """What came later is none of it: whoever was erased may write again."""
    fingerprints: Mapped[list[str]] = mapped_column(JSON)
    done_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Rows by store."""


class KeepingRound(Row):
    """One night's removal of what has been kept long enough."""

    __tablename__ = "keeping_rounds"

    day: Mapped[datetime.date] = mapped_column(Date, primary_key=True)
    claimed_until: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    """Afterwards the worker that had it is taken for dead, and another goes on."""
    ended_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
