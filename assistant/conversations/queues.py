"""How busy is it?  The figures of the supervisors' board, from the records of this moment."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from assistant.accounts.permissions import EVERY_DEPARTMENT, Actor, Permission
from assistant.conversations.models import Handoff
from assistant.conversations.presence import PresentAgent, list_present
from assistant.conversations.states import OPEN, HandoffState
from assistant.database import utc_now


@dataclass(frozen=True)
class Queue:
    """One department's waiting conversations in one language."""

    department: str | None
    language: str
    waiting: int
    longest_seconds: int


def list_queues(session: Session, *, actor: Actor) -> list[Queue]:
    """Every queue of the actor's departments in which somebody waits, the longest wait first."""
    actor.require(Permission.BOARD_READ)
    now = utc_now()
    rows = session.execute(
        select(Handoff.department, Handoff.language, func.count(), func.min(Handoff.queued_at))
        .where(Handoff.state == HandoffState.WAITING)
        .group_by(Handoff.department, Handoff.language)
    )
    queues = [
        Queue(department, language, waiting, _seconds(since, now))
        for department, language, waiting, since in rows
        if actor.serves(department)
    ]
    return sorted(queues, key=lambda queue: -queue.longest_seconds)


def list_open(session: Session, *, actor: Actor, limit: int = 500) -> list[Handoff]:
    """What waits or is with an agent in the actor's departments: those that wait first, in the order of the queue."""
    actor.require(Permission.BOARD_READ)
    listed = (
        select(Handoff)
        .options(joinedload(Handoff.agent))
        .where(Handoff.state.in_(OPEN))
        .order_by(Handoff.state.desc(), Handoff.urgency.desc(), Handoff.queued_at, Handoff.id)
        .limit(limit)
    )
    if EVERY_DEPARTMENT not in actor.departments:
        listed = listed.where(Handoff.department.in_(actor.departments))
    return list(session.scalars(listed))


def list_colleagues(session: Session, *, actor: Actor) -> list[PresentAgent]:
    """Who is on line and serves a department of the actor's."""
    actor.require(Permission.BOARD_READ)
    return [present for present in list_present(session) if _shares_department(actor, present)]


def _shares_department(actor: Actor, present: PresentAgent) -> bool:
    theirs = frozenset(present.user.departments)
    return EVERY_DEPARTMENT in actor.departments | theirs or bool(actor.departments & theirs)


def _seconds(since: datetime.datetime, now: datetime.datetime) -> int:
    return max(0, int((now - since).total_seconds()))
