"""Which rows keep a mail's bytes, from before anything reads them?"""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Row, UtcDateTime


class Mail(Row):
    """One mail as it came.  The same one delivered again, by whichever way, finds its row there."""

    __tablename__ = "mails"
    __table_args__ = (
        UniqueConstraint("mailbox", "message_id", "content_hash"),
        Index("ix_mails_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    mailbox: Mapped[str] = mapped_column(String(200))
    message_id: Mapped[str] = mapped_column(String(500))
    """Empty where the mail has none; longer ones are cut."""
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of what stays the same however the mail is delivered."""
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int] = mapped_column(Integer)
    received_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10))
    """waiting, claimed, filed (as a case, or onto one), set_aside (not a citizen's mail) or failed."""
    kind: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was set aside, could not be read, or is to be looked at."""
    same_id_as: Mapped[int | None] = mapped_column(Integer)
    """The first mail with this Message-ID and another content: one of the two is not what it says."""
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    due_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    """Not before; a claimed one that is past it was lost by a worker that died."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    filed_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
