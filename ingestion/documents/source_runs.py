"""Which readings has a source had, and is one of them going on?"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.database import utc_now
from ingestion.documents.models import Source, SourceRun

OPEN_RUNS = ("waiting", "running")


def last_run(session: Session, source: Source) -> SourceRun | None:
    runs = select(SourceRun).where(SourceRun.source_id == source.id)
    found: SourceRun | None = session.scalar(runs.order_by(SourceRun.id.desc()).limit(1))
    return found


def has_open_run(session: Session, source: Source) -> bool:
    open_runs = select(SourceRun.id).where(SourceRun.source_id == source.id, SourceRun.state.in_(OPEN_RUNS))
    return session.scalar(open_runs.limit(1)) is not None


def open_run(session: Session, source: Source) -> SourceRun:
    """A run for the worker to find, asked for by a person or by the schedule."""
    now = utc_now()
    run = SourceRun(source_id=source.id, state="waiting", due_at=now, started_at=now, problems=[])
    session.add(run)
    session.flush()
    return run
