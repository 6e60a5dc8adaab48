"""How do the departments keep their times?  Figures for who supervises, of the cases opened in a span of time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.models import Case
from assistant.cases.register import seen_by
from assistant.cases.states import CaseState, Relation
from assistant.database import utc_now


@dataclass(frozen=True)
class Standing:
    """Of one department (None is the contact centre) and category.

    `on_time` of `settled` cases were closed by their time; a case that is open past it is settled late already, so
    that leaving it open makes no figure better.
    """

    department: str | None
    category: str
    cases: int
    open: int
    settled: int
    on_time: int
    returns: int
    reopenings: int
    chasers: int

    @property
    def on_time_share(self) -> float | None:
        """In [0, 1]; None while nothing is settled."""
        return self.on_time / self.settled if self.settled else None


def list_standings(
    session: Session, *, actor: Actor, since: datetime.datetime, until: datetime.datetime | None = None
) -> list[Standing]:
    """One for each department and category that the actor may see; parts of joint cases and duplicates not counted."""
    actor.require(Permission.BOARD_READ)
    now = utc_now()
    is_closed = Case.state == CaseState.CLOSED
    is_late = or_(Case.closed_at > Case.resolve_by, (~is_closed) & (Case.resolve_by < now))
    rows = session.execute(
        select(
            Case.department,
            Case.category,
            func.count(),
            func.sum(case((is_closed, 0), else_=1)),
            func.sum(case((or_(is_closed, is_late), 1), else_=0)),
            func.sum(case((is_closed & (Case.closed_at <= Case.resolve_by), 1), else_=0)),
            func.sum(Case.returns),
            func.sum(Case.reopenings),
            func.sum(Case.chasers),
        )
        .where(
            seen_by(actor),
            Case.opened_at >= since,
            Case.opened_at < (until or now),
            Case.state != CaseState.MERGED,
            Case.relation.is_distinct_from(Relation.SUB_CASE.value),
        )
        .group_by(Case.department, Case.category)
        .order_by(Case.department, Case.category)
    )
    return [Standing(department, category, *map(int, counts)) for department, category, *counts in rows]
