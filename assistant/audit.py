"""Who changed what, and when?  One append-only row for every mutation by staff or by an import."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.accounts.permissions import Actor
from assistant.database import Row, UtcDateTime, utc_now


class AuditEvent(Row):
    """One fact of the past; rows are added and never changed."""

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(200), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


def record_event(session: Session, actor: Actor, *, action: str, subject: str, **detail: Any) -> None:
    """Add one audit row to the caller's transaction.  `detail` holds ids and counts, never a citizen's words."""
    session.add(AuditEvent(at=utc_now(), actor=actor.name, action=action, subject=subject, detail=detail))
