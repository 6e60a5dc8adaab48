"""What do the consoles hear of cases?  Read once a second at most for all of a process, and shown to each their own."""

from __future__ import annotations

import asyncio
import datetime
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.list import View
from assistant.cases.models import Case
from assistant.cases.states import OPEN, CaseState
from assistant.database import utc_now
from ui.live import Live
from ui.service import Service

READS_EVERY_SECONDS = 1.0
KEPT_SECONDS = 90.0
"""How long a change is told to who has not heard of it; streams look at each ping, and begin anew with the counts."""
MOST_TOLD = 200
_OVERLAP = datetime.timedelta(seconds=5)
"""A change is stamped before its transaction ends, so that the next reading looks a little further back."""


@dataclass(frozen=True)
class Tally:
    """How many cases of one department, state and owner there are, and how many of them are late."""

    department: str | None
    state: str
    owner: str | None
    number: int
    late: int


@dataclass(frozen=True)
class Change:
    seen_at: float
    """On the clock `time.monotonic`."""
    case_id: str
    department: str | None


@dataclass(frozen=True)
class CasesSeen:
    """All cases in numbers, and those that have changed lately."""

    read_at: float
    tallies: tuple[Tally, ...]
    changes: tuple[Change, ...]

    def changed(self, actor: Actor, *, since: float) -> list[str]:
        """Ids of the actor's cases that have changed after `since`."""
        ids = [c.case_id for c in self.changes if c.seen_at > since and actor.serves(c.department)]
        return list(dict.fromkeys(ids))[-MOST_TOLD:]

    def counts(self, actor: Actor) -> dict[str, int]:
        counts: Counter[str] = Counter({view.value: 0 for view in View})
        for tally in self.tallies:
            if not actor.serves(tally.department):
                continue
            counts[View.ALL] += tally.number
            counts[View.LATE] += tally.late
            if tally.state == CaseState.CLOSED:
                counts[View.CLOSED] += tally.number
            if tally.state not in OPEN:
                continue
            if tally.owner == actor.name:
                counts[View.MINE] += tally.number
            counts[View.TRIAGE if tally.department is None else View.DEPARTMENT] += tally.number
        return {str(view): number for view, number in counts.items()}


@dataclass
class _Memory:
    versions: dict[str, int] = field(default_factory=dict)
    changes: deque[Change] = field(default_factory=deque)
    newest: datetime.datetime | None = None


class CaseNews:
    """Gives every console of the process the same reading."""

    def __init__(self, service: Service, live: Live) -> None:
        self._service, self._live = service, live
        self._memory = _Memory()
        self._seen: CasesSeen | None = None
        self._reading = asyncio.Lock()

    async def read(self, *, since: float) -> CasesSeen | None:
        """A reading that was made after `since`; None while it is too early for another."""
        async with self._reading:
            seen = self._seen
            if seen is not None and seen.read_at > since:
                return seen
            if seen is not None and time.monotonic() < seen.read_at + READS_EVERY_SECONDS:
                return None
            self._seen = seen = await self._live.run(self._read)
            return seen

    def _read(self) -> CasesSeen:
        read_at = time.monotonic()
        with self._service.database.read() as session:
            tallies = _tally(session)
            self._note_changes(session, read_at)
        return CasesSeen(read_at, tallies, tuple(self._memory.changes))

    def _note_changes(self, session: Session, read_at: float) -> None:
        memory = self._memory
        from_ = (memory.newest or utc_now()) - _OVERLAP
        columns = select(Case.id, Case.department, Case.version, Case.changed_at)
        rows = session.execute(columns.where(Case.changed_at > from_)).all()
        for case_id, department, version, _ in rows:
            if memory.versions.get(case_id) != version:
                memory.changes.append(Change(read_at, case_id, department))
        memory.versions = {case_id: version for case_id, _, version, _ in rows}
        memory.newest = max([changed_at for *_, changed_at in rows], default=memory.newest)
        while memory.changes and memory.changes[0].seen_at < read_at - KEPT_SECONDS:
            memory.changes.popleft()


def may_hear(actor: Actor) -> bool:
    return actor.may(Permission.CASE_READ)


def _tally(session: Session) -> tuple[Tally, ...]:
    now = utc_now()
    is_late = and_(
        Case.state.in_([state.value for state in OPEN]),
        or_(Case.resolve_by < now, and_(Case.responded_at.is_(None), Case.respond_by < now)),
    )
    rows = session.execute(
        select(Case.department, Case.state, Case.owner, func.count(), func.sum(case((is_late, 1), else_=0))).group_by(
            Case.department, Case.state, Case.owner
        )
    )
    return tuple(Tally(department, state, owner, number, int(late)) for department, state, owner, number, late in rows)
