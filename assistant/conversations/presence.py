"""Who of the staff is at the console now, and how much is each one holding?

The console answers a call every 15 seconds.  Who has not answered for three times as long has lost the connection.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assistant.accounts.models import Presence, User
from assistant.accounts.permissions import Actor, Permission
from assistant.conversations.models import Handoff
from assistant.conversations.states import HandoffState
from assistant.database import utc_now
from assistant.errors import PermissionDenied
from assistant.signals import QUEUE, send_signal

LEASE = datetime.timedelta(seconds=45)


@dataclass(frozen=True)
class PresentAgent:
    """Somebody at the console; `load` is how many conversations they hold."""

    user: User
    is_available: bool
    load: int


def mark_present(session: Session, actor: Actor, *, is_available: bool) -> None:
    """Note that the actor is at the console, and whether they take conversations.

    It comes every few seconds and says nothing about a citizen, so the audit leaves it out.
    """
    actor.require(Permission.HANDOFF_CLAIM)
    if actor.user_id is None:
        raise PermissionDenied(f"{actor.name} is not a person who has signed in")
    before = session.get(Presence, actor.user_id)
    is_news = before is None or before.is_available != is_available or before.seen_at < utc_now() - LEASE
    _write(session, actor.user_id, is_available=is_available)
    if is_news:
        send_signal(session, QUEUE)


def touch_presence(session: Session, user_id: str) -> None:
    """Begin the lease of somebody who takes a conversation, also when their console has not called yet."""
    touched = session.execute(update(Presence).where(Presence.user_id == user_id).values(seen_at=utc_now()))
    if not touched.rowcount:  # type: ignore[attr-defined]  # An update's result has it.
        _write(session, user_id, is_available=True)


def find_present(session: Session, username: str) -> User | None:
    """The user of that name, if they are at the console."""
    return session.scalar(_PRESENT.where(User.username == username, Presence.seen_at >= utc_now() - LEASE))


def list_present(session: Session, *, now: datetime.datetime | None = None) -> list[PresentAgent]:
    """Everybody at the console, by name."""
    held = (
        select(Handoff.agent_id, func.count().label("load"))
        .where(Handoff.state == HandoffState.CLAIMED)
        .group_by(Handoff.agent_id)
        .subquery()
    )
    rows = session.execute(
        _PRESENT.add_columns(Presence.is_available, func.coalesce(held.c.load, 0))
        .outerjoin(held, held.c.agent_id == User.id)
        .where(Presence.seen_at >= (now or utc_now()) - LEASE)
        .order_by(User.name, User.username)
    )
    return [PresentAgent(user, is_available, load) for user, is_available, load in rows]


_PRESENT = select(User).join(Presence, Presence.user_id == User.id).where(User.disabled_at.is_(None))


def _write(session: Session, user_id: str, *, is_available: bool) -> None:
    # Two tabs of one agent may come for the first time at once.
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"seen_at": utc_now(), "is_available": is_available}
    session.execute(
        insert(Presence)
        .values(user_id=user_id, **values)
        .on_conflict_do_update(index_elements=["user_id"], set_=values)
    )
