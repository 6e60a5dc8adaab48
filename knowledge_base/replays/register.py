"""Which replays were asked for, who may see them, and which is to be run next?"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.database import utc_now
from assistant.errors import InvalidInput, ReplayNotFound
from assistant.signals import WORK, send_signal
from knowledge_base.replays.models import Replay
from knowledge_base.versions import list_versions, pick

LEASE = datetime.timedelta(minutes=2)
"""Renewed with every batch; afterwards the worker that runs it is taken for dead."""
MAX_TRIES = 3
MOST_DRAFTS = 50
LONGEST_DAYS = 90


class ReplayState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class DraftOf:
    """A version that a replay takes for live."""

    article_id: str
    version: int


def ask_replay(
    session: Session, drafts: Sequence[DraftOf], *, actor: Actor, days: int = 1, department: str | None = None
) -> Replay:
    """Let the worker replay the drafts, or what is live alone, over the golden questions and those of `days` days.

    Raises ArticleNotFound, InvalidInput.
    """
    actor.require(Permission.KNOWLEDGE_EDIT)
    if len(drafts) > MOST_DRAFTS or len({draft.article_id for draft in drafts}) < len(drafts):
        raise InvalidInput(f"at most {MOST_DRAFTS} drafts, and one of an article", field="drafts")
    if not 0 <= days <= LONGEST_DAYS:
        raise InvalidInput(f"from 0 to {LONGEST_DAYS}", field="days")
    named = [_named(session, draft) for draft in drafts]
    actor.require(Permission.KNOWLEDGE_EDIT, *_departments(named, department))
    replay = Replay(
        state=ReplayState.WAITING,
        author=actor.name,
        created_at=utc_now(),
        drafts=named,
        department=department,
        days=days,
        due_at=utc_now(),
    )
    session.add(replay)
    session.flush()
    record_event(session, actor, action="replay.ask", subject=f"replay:{replay.id}", drafts=named, days=days)
    send_signal(session, WORK)
    return replay


def find_replay(session: Session, replay_id: int, *, actor: Actor) -> Replay:
    """Raises ReplayNotFound, also for one that speaks of a department which is not the actor's."""
    replay = session.get(Replay, replay_id)
    if replay is None or not _may_see(replay, actor):
        raise ReplayNotFound(str(replay_id))
    return replay


def list_replays(session: Session, *, actor: Actor, before: int | None = None, limit: int = 20) -> list[Replay]:
    """Those that the actor may see, the newest first, starting behind `before`."""
    query = select(Replay).order_by(Replay.id.desc())
    if before is not None:
        query = query.where(Replay.id < before)
    found: list[Replay] = []
    for replay in session.scalars(query.execution_options(yield_per=50)):
        if _may_see(replay, actor):
            found.append(replay)
        if len(found) == limit:
            break
    return found


def claim_replay(session: Session, *, lease: datetime.timedelta = LEASE) -> Replay | None:
    """The replay that has been due for longest; nobody else gets it until the lease ends."""
    now = utc_now()
    statement = (
        select(Replay)
        .where(Replay.state.in_((ReplayState.WAITING, ReplayState.RUNNING)), Replay.due_at <= now)
        .order_by(Replay.due_at, Replay.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    replay = session.scalar(statement)
    if replay is None:
        return None
    if replay.attempts >= MAX_TRIES:
        replay.state, replay.problem, replay.ended_at = ReplayState.FAILED, "it was tried again and again", now
        session.flush()
        return None
    replay.state, replay.due_at, replay.attempts = ReplayState.RUNNING, now + lease, replay.attempts + 1
    session.flush()
    return replay


def hold_replay(session: Session, claimed: Replay) -> Replay | None:
    """The claimed replay's row, locked; None where another worker has taken it over."""
    row = session.get(Replay, claimed.id, with_for_update=True, populate_existing=True)
    is_ours = row is not None and (row.state, row.attempts) == (ReplayState.RUNNING, claimed.attempts)
    return row if is_ours else None


def _named(session: Session, draft: DraftOf) -> dict[str, Any]:
    version = pick(list_versions(session, draft.article_id), draft.version)
    return {"article_id": version.article_id, "version": version.number, "department": version.department}


def _departments(drafts: Sequence[dict[str, Any]], department: str | None) -> list[str | None]:
    """Whose matter a replay is: that of who serves every department where it names none."""
    named = [*(draft["department"] for draft in drafts), *([department] if department else [])]
    return named or [None]


def _may_see(replay: Replay, actor: Actor) -> bool:
    return actor.may(Permission.KNOWLEDGE_EDIT, *_departments(replay.drafts, replay.department))
