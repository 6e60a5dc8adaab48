"""Which groups are there, how large are they, and what do their messages say?"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import EVERY_DEPARTMENT, Actor, Permission
from assistant.database import utc_now
from assistant.errors import GapNotFound
from knowledge_base.gaps.models import GapGroup, GapItem, GapKind, GapReason, GapState

SHOWN = 5
"""Examples of a group."""


@dataclass(frozen=True)
class Wanted:
    """Which groups to list: those with messages that fit everything that is said here."""

    kind: GapKind
    days: int
    department: str | None = None
    language: str | None = None
    reason: GapReason | None = None
    state: GapState | None = None
    least: int = 1
    """In how many conversations it must have come up."""


@dataclass(frozen=True)
class ListedGroup:
    """A group as far as its messages were wanted; `examples` are the newest ones."""

    row: GapGroup
    count: int
    authors: int
    first_at: datetime.datetime
    last_at: datetime.datetime
    languages: dict[str, int]
    reasons: dict[str, int]
    examples: tuple[GapItem, ...]


@dataclass(frozen=True)
class Page:
    groups: tuple[ListedGroup, ...]
    total: int
    """Messages in all groups that fit, also on other pages."""
    next: str | None


def list_groups(session: Session, wanted: Wanted, *, actor: Actor, limit: int = 50, after: str = "") -> Page:
    """Groups of the actor's departments, the largest first; `after` is an earlier page's `next`."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    fits = _fits(wanted, actor)
    sized = (
        select(
            GapItem.group_id,
            func.count().label("size"),
            func.count(GapItem.author.distinct()).label("authors"),
            func.min(GapItem.at).label("first_at"),
            func.max(GapItem.at).label("last_at"),
        )
        .join(GapGroup, GapGroup.id == GapItem.group_id)
        .where(*fits)
        .group_by(GapItem.group_id)
        .having(func.count(GapItem.conversation_id.distinct()) >= wanted.least)
        .subquery()
    )
    total = session.scalar(select(func.coalesce(func.sum(sized.c.size), 0))) or 0
    page = select(sized).order_by(sized.c.size.desc(), sized.c.group_id).limit(limit + 1)
    rows = session.execute(_behind(page, sized.c.size, sized.c.group_id, after)).all()
    shown = rows[:limit]
    ids = [row.group_id for row in shown]
    groups = {group.id: group for group in session.scalars(select(GapGroup).where(GapGroup.id.in_(ids)))}
    counts = {name: _count_by(session, ids, fits, name) for name in ("language", "reason")}
    examples = _examples(session, ids, fits)
    listed = tuple(
        ListedGroup(
            groups[row.group_id],
            row.size,
            row.authors,
            row.first_at,
            row.last_at,
            counts["language"].get(row.group_id, {}),
            counts["reason"].get(row.group_id, {}),
            tuple(examples.get(row.group_id, ())),
        )
        for row in shown
    )
    more = f"{shown[-1].size}-{shown[-1].group_id}" if len(rows) > limit else None
    return Page(listed, int(total), more)


def find_group(session: Session, group_id: int, kind: GapKind, *, actor: Actor, for_update: bool = False) -> GapGroup:
    """The group.  Raises GapNotFound, also for another department's.

    `for_update` makes others who want to change it wait until the transaction ends.
    """
    group = session.get(GapGroup, group_id, with_for_update=for_update)
    if group is None or group.kind != kind or not actor.serves(group.department):
        raise GapNotFound("no group that you may see has this id")
    return group


def list_items(session: Session, group_id: int) -> list[GapItem]:
    """Every message of the group, the newest first."""
    items = select(GapItem).where(GapItem.group_id == group_id)
    return list(session.scalars(items.order_by(GapItem.at.desc(), GapItem.message_id)))


def _fits(wanted: Wanted, actor: Actor) -> list[ColumnElement[bool]]:
    fits = [GapItem.kind == wanted.kind.value, GapItem.at > utc_now() - datetime.timedelta(days=wanted.days)]
    if EVERY_DEPARTMENT not in actor.departments:
        fits.append(GapGroup.department.in_(actor.departments))
    for column, value in (
        (GapGroup.department, wanted.department),
        (GapGroup.state, wanted.state),
        (GapItem.language, wanted.language),
        (GapItem.reason, wanted.reason),
    ):
        if value is not None:
            fits.append(column == str(value))
    return fits


def _behind(
    page: Select[tuple[object, ...]], count: ColumnElement[int], group_id: ColumnElement[int], after: str
) -> Select[tuple[object, ...]]:
    number, _, last = after.partition("-")
    if not (number.isdecimal() and last.isdecimal()):
        return page
    return page.where((count < int(number)) | ((count == int(number)) & (group_id > int(last))))


def _count_by(
    session: Session, ids: Sequence[int], fits: Sequence[ColumnElement[bool]], name: str
) -> dict[int, dict[str, int]]:
    column = getattr(GapItem, name)
    rows = session.execute(
        select(GapItem.group_id, column, func.count())
        .join(GapGroup, GapGroup.id == GapItem.group_id)
        .where(*fits, GapItem.group_id.in_(ids), column.is_not(None))
        .group_by(GapItem.group_id, column)
        .order_by(func.count().desc(), column)
    )
    counts: dict[int, dict[str, int]] = {}
    for group_id, value, count in rows:
        counts.setdefault(group_id, {})[value] = count
    return counts


def _examples(session: Session, ids: Sequence[int], fits: Sequence[ColumnElement[bool]]) -> dict[int, list[GapItem]]:
    place = func.row_number().over(partition_by=GapItem.group_id, order_by=(GapItem.at.desc(), GapItem.message_id))
    numbered = (
        select(GapItem.message_id, place.label("place"))
        .join(GapGroup, GapGroup.id == GapItem.group_id)
        .where(*fits, GapItem.group_id.in_(ids))
        .subquery()
    )
    newest = (
        select(GapItem)
        .join(numbered, numbered.c.message_id == GapItem.message_id)
        .where(numbered.c.place <= SHOWN)
        .order_by(GapItem.group_id, numbered.c.place)
    )
    examples: dict[int, list[GapItem]] = {}
    for item in session.scalars(newest):
        examples.setdefault(item.group_id or 0, []).append(item)
    return examples
