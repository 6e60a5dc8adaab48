"""Which cases wait for whom?  The lists of the staff page, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.models import Case, CaseMessage
from assistant.cases.numbers import read_number
from assistant.cases.register import find_case, seen_by
from assistant.cases.states import OPEN, CaseState
from assistant.cases.triage import Priority
from assistant.database import utc_now


class View(StrEnum):
    TRIAGE = "triage"
    """The contact centre's own: what nobody has referred yet, or a department has sent back."""
    MINE = "mine"
    DEPARTMENT = "department"
    """What the actor's departments have."""
    LATE = "late"
    """Open, and past its first reply's time or its last one's."""
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True)
class Filters:
    """What narrows a list; empty means all.  `query` is a number, or words of the summary, the contact or the texts."""

    query: str = ""
    category: str | None = None
    department: str | None = None
    priority: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class CasePage:
    """`after` asks for the next page; None at the end.  `counts` are of the actor's whole views, not narrowed."""

    cases: list[Case]
    after: str | None
    counts: dict[View, int]


_URGENCY: ColumnElement[int] = case(
    {priority.value: place for place, priority in enumerate(Priority)}, value=Case.priority, else_=len(Priority)
)


def list_cases(
    session: Session,
    *,
    actor: Actor,
    view: View,
    filters: Filters | None = None,
    limit: int = 50,
    after: str | None = None,
) -> CasePage:
    """Emergencies first, then by the time until which they are to be closed; closed ones newest first.

    `after` is the id of the last case seen.  Raises CaseNotFound where the actor may not see that one.
    """
    listed, keys, order = _select(view, filters or Filters(), actor)
    if after is not None:
        last = find_case(session, after, actor=actor)
        seen = select(*keys).where(Case.id == last.id)
        values = session.execute(seen).one()
        place = tuple_(*keys)
        listed = listed.where(place < tuple(values) if view is View.CLOSED else place > tuple(values))
    found = list(session.scalars(listed.order_by(*order).limit(limit + 1)))
    page = found[:limit]
    return CasePage(page, page[-1].id if len(found) > limit else None, count_views(session, actor=actor))


def iterate_cases(session: Session, *, actor: Actor, view: View, filters: Filters) -> Iterator[Case]:
    """All of them in the same order, a few hundred in memory at a time."""
    listed, _, order = _select(view, filters, actor)
    yield from session.scalars(listed.order_by(*order).execution_options(yield_per=200))


def count_views(session: Session, *, actor: Actor) -> dict[View, int]:
    """How many cases each of the actor's lists holds."""
    actor.require(Permission.CASE_READ)
    sums = [func.coalesce(func.sum(case((_of_view(view, actor), 1), else_=0)), 0) for view in View]
    row = session.execute(select(*sums).where(seen_by(actor))).one()
    return dict(zip(View, map(int, row), strict=True))


def _select(view: View, filters: Filters, actor: Actor) -> tuple[Select[Case], tuple[Any, ...], tuple[Any, ...]]:
    """What is listed, with the keys of its order and the order itself."""
    actor.require(Permission.CASE_READ)
    listed = select(Case).where(seen_by(actor), _of_view(view, actor), *_narrowed(filters))
    if view is View.CLOSED:
        return listed, (Case.closed_at, Case.id), (Case.closed_at.desc(), Case.id.desc())
    keys = (_URGENCY, Case.resolve_by, Case.id)
    return listed, keys, keys


def _of_view(view: View, actor: Actor) -> ColumnElement[bool]:
    is_open = Case.state.in_(OPEN)
    now = utc_now()
    late_reply = and_(Case.respond_by < now, Case.responded_at.is_(None))
    return {
        View.TRIAGE: and_(is_open, Case.department.is_(None)),
        View.MINE: and_(is_open, Case.owner == actor.name),
        View.DEPARTMENT: and_(is_open, Case.department.is_not(None)),
        View.LATE: and_(is_open, or_(Case.resolve_by < now, late_reply)),
        View.CLOSED: Case.state == CaseState.CLOSED,
        View.ALL: Case.id.is_not(None),
    }[view]


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    columns = {
        Case.category: filters.category,
        Case.department: filters.department,
        Case.priority: filters.priority,
        Case.language: filters.language,
    }
    tests: list[ColumnElement[bool]] = [column == value for column, value in columns.items() if value]
    if number := read_number(filters.query):
        tests.append(Case.number == number)
    elif words := filters.query.strip():
        places = [Case.summary, Case.number, *(Case.contact[name].as_string() for name in ("name", "email", "phone"))]
        texts = select(CaseMessage.case_id).where(
            or_(*(place.icontains(words, autoescape=True) for place in (CaseMessage.subject, CaseMessage.body)))
        )
        tests.append(or_(*(place.icontains(words, autoescape=True) for place in places), Case.id.in_(texts)))
    return tests
