"""How long will the citizen wait?  Nothing is promised that is not so: without anybody there, only a day is named."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import EVERY_DEPARTMENT, Permission
from assistant.accounts.staff_sessions import actor_of
from assistant.conversations.models import Handoff
from assistant.conversations.opening_hours import OpeningHours
from assistant.conversations.presence import list_present
from assistant.conversations.states import HandoffState
from assistant.database import utc_now

HANDLED = 50
"""How many of those that ended last tell how long one takes."""


@dataclass(frozen=True)
class Standing:
    """Where a waiting citizen stands.  `place` counts from 1 in the department's own queue.

    `wait_minutes` is None when nobody is there; then `reply_by` is the day that is promised.
    """

    place: int
    someone_is_there: bool
    wait_minutes: int | None
    reply_by: datetime.date | None


def find_standing(
    session: Session, handoff: Handoff, hours: OpeningHours, *, now: datetime.datetime | None = None
) -> Standing:
    """Of a handoff that waits.  Its day stays what it was when the citizen asked, until that day is over."""
    now = now or utc_now()
    place = _place(session, handoff)
    serving = _count_serving(session, handoff, hours, now)
    if not serving:
        promised, today = handoff.reply_by, now.astimezone(hours.time_zone).date()
        is_kept = promised is not None and promised >= today
        return Standing(place, False, None, promised if is_kept else hours.reply_by(handoff.department, now))
    minutes = math.ceil(place * _mean_minutes(session, hours) / serving)
    return Standing(place, True, minutes, None)


def promise_reply(handoff: Handoff, hours: OpeningHours) -> None:
    """Keep by which day the citizen will have a reply; a day that is promised stays."""
    handoff.reply_by = handoff.reply_by or hours.reply_by(handoff.department, handoff.queued_at)


def _place(session: Session, handoff: Handoff) -> int:
    sooner = or_(
        Handoff.urgency > handoff.urgency,
        (Handoff.urgency == handoff.urgency) & (Handoff.queued_at < handoff.queued_at),
        (Handoff.urgency == handoff.urgency) & (Handoff.queued_at == handoff.queued_at) & (Handoff.id < handoff.id),
    )
    same_queue = Handoff.department.is_not_distinct_from(handoff.department)
    before = select(func.count()).where(Handoff.state == HandoffState.WAITING, same_queue, sooner)
    return 1 + (session.scalar(before) or 0)


def _count_serving(session: Session, handoff: Handoff, hours: OpeningHours, now: datetime.datetime) -> int:
    """Available agents who serve the department and write the language, and whose own office is open now."""
    count = 0
    for present in list_present(session, now=now):
        actor = actor_of(present.user)
        may_take = present.is_available and actor.may(Permission.HANDOFF_CLAIM, handoff.department)
        if may_take and handoff.language in actor.languages:
            works_for_all = EVERY_DEPARTMENT in actor.departments
            count += hours.is_open(None if works_for_all else handoff.department, now)
    return count


def _mean_minutes(session: Session, hours: OpeningHours) -> float:
    newest = select(Handoff.claimed_at, Handoff.ended_at).where(
        Handoff.ended_at.is_not(None), Handoff.claimed_at.is_not(None)
    )
    handled = session.execute(newest.order_by(Handoff.ended_at.desc()).limit(HANDLED))
    minutes = [(ended - claimed).total_seconds() / 60 for claimed, ended in handled if claimed and ended]
    return _mean(minutes, hours.handling_minutes)


def _mean(minutes: Sequence[float], default: int) -> float:
    # A few conversations tell little; and none takes less than a minute.
    return max(1.0, sum(minutes) / len(minutes)) if len(minutes) >= 5 else float(default)
