"""Which rows keep what is switched off?"""

from __future__ import annotations

import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Row, UtcDateTime


class OffSwitch(Row):
    """A part of the service that is off as long as its row is there; the audit keeps the past."""

    __tablename__ = "off_switches"

    target: Mapped[str] = mapped_column(String(120), primary_key=True)
    """`assistant`, `suggestions`, `mail`, `models`, `channel:web`, `channel:api`, or `topic:CATEGORY`."""
    reason: Mapped[str] = mapped_column(Text)
    set_by: Mapped[str] = mapped_column(String(100))
    set_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
