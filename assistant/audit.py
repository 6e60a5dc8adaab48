"""Who changed what, and when?  One append-only row for every mutation by staff or by an import.

The rows form a chain: each holds a hash of itself and of the row before it, so that a row which is altered or taken out
later no longer fits its neighbours.  The database itself refuses to change or delete one (see the migration).
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, String, event, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.accounts.permissions import Actor, Permission
from assistant.database import Row, UtcDateTime, utc_now

BEGINNING = "0" * 64
"""What stands before the first row."""
_CHAIN_LOCK = 2_026_112_602
"""PostgreSQL's writers take their places in the chain one after the other.  Any fixed number does."""
_WAITING = "audit events"


class AuditEvent(Row):
    """One fact of the past; rows are added and never changed."""

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(200), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


def record_event(session: Session, actor: Actor, *, action: str, subject: str, **detail: Any) -> None:
    """Add one audit row to the caller's transaction.  `detail` holds ids and counts, never a citizen's words."""
    session.info.setdefault(_WAITING, []).append(
        AuditEvent(at=utc_now(), actor=actor.name, action=action, subject=subject, detail=detail)
    )


@event.listens_for(Session, "before_commit")
def _append(session: Session) -> None:
    # Only at the very end: the chain is the last lock that is taken, and is held for no longer than the commit takes.
    waiting: list[AuditEvent] = session.info.pop(_WAITING, [])
    if not waiting:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CHAIN_LOCK})
    previous = session.scalar(select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)) or BEGINNING
    for entry in waiting:
        entry.previous_hash = previous
        entry.hash = previous = _hash(entry)
        session.add(entry)
        session.flush()  # One by one, so that the numbers follow the chain.


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_WAITING, None)


@dataclass(frozen=True)
class ChainReport:
    """How many rows were read, the numbers of those that do not fit, and the newest hash, to be noted elsewhere."""

    rows: int
    broken: tuple[int, ...]
    newest: str


def verify_chain(session: Session, *, actor: Actor) -> ChainReport:
    """Read the whole chain and name each row that was altered, or before which one is missing."""
    actor.require(Permission.AUDIT_VERIFY)
    rows, previous, broken = 0, BEGINNING, []
    for entry in _rows(session):
        rows += 1
        if entry.previous_hash != previous or entry.hash != _hash(entry):
            broken.append(entry.id)
        previous = entry.hash
    return ChainReport(rows, tuple(broken), previous)


def _rows(session: Session) -> Iterator[Any]:
    # Columns, not objects: a chain has millions of rows.
    columns = select(*AuditEvent.__table__.columns).order_by(AuditEvent.id)
    return iter(session.execute(columns.execution_options(yield_per=1000)))


def _hash(entry: Any) -> str:
    """Of an event or its row: of the row before and of everything that this one says."""
    at = entry.at.astimezone(datetime.UTC).isoformat()
    says = [entry.previous_hash, at, entry.actor, entry.action, entry.subject, entry.detail]
    return hashlib.sha256(json.dumps(says, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
