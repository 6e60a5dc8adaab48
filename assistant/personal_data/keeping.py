"""What has been kept long enough, and who removes it tonight?"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assistant.cases.models import Case, CaseMessage
from assistant.cases.states import CaseState
from assistant.conversations.models import Conversation, Handoff, Message
from assistant.conversations.states import OPEN
from assistant.database import Database, utc_now
from assistant.personal_data.erasing import erase_rows, scrub
from assistant.personal_data.finding import Key, Rows
from assistant.personal_data.models import KeepingRound
from assistant.personal_data.retention import Retention
from assistant.personal_data.stores import FileStore, Period, Registry, Store

BATCH = 200
"""Rows with what hangs on them in one transaction: nobody waits for longer than a moment."""
LEASE = datetime.timedelta(minutes=30)

Due = Callable[[datetime.datetime], Select[str]]


def claim_round(session: Session, *, retention: Retention, here: datetime.datetime) -> datetime.date | None:
    """Today, where its round is due and nobody else is at it; `here` is the time on the machine's own clock."""
    day, now = here.date(), utc_now()
    if here.hour < retention.hour:
        return None
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(KeepingRound) if is_postgresql else sqlite.insert(KeepingRound)
    session.execute(insert.values(day=day, claimed_until=now, counts={}).on_conflict_do_nothing())
    tonight = session.get_one(KeepingRound, day, with_for_update=True)
    if tonight.ended_at or tonight.claimed_until > now:
        return None
    tonight.claimed_until = now + LEASE
    return day


def keep(
    database: Database,
    registry: Registry,
    files: Sequence[FileStore],
    *,
    retention: Retention,
    stopping: Callable[[], bool] = lambda: False,
) -> dict[str, int]:
    """Remove what is past its period, batch by batch; stopped or killed, the next call goes on.  Returns counts."""
    now, counts = utc_now(), dict[str, int]()
    for name, due in (("conversations", _due_conversations), ("cases", _due_cases)):
        store = registry.stores[name]
        _remove(database, registry, store, due(retention.before(name, now)), counts, stopping)
    for store in registry.stores.values():
        if store.period:
            due_rows = _due_rows(store, store.period, retention.before(store.period.name, now))
            _remove(database, registry, store, due_rows, counts, stopping)
    for file_store in files:
        if gone := file_store.remove_older(retention.before(file_store.period, now)):
            counts[file_store.name] = gone
    if counts:
        scrub(database, registry.stores.keys() & counts.keys())
    return counts


def end_round(session: Session, day: datetime.date, counts: dict[str, int]) -> None:
    tonight = session.get_one(KeepingRound, day)
    tonight.ended_at, tonight.counts = utc_now(), counts


def _remove(
    database: Database,
    registry: Registry,
    store: Store,
    due: Select[str],
    counts: dict[str, int],
    stopping: Callable[[], bool],
) -> None:
    while not stopping():
        with database.write() as session:
            keys: list[Key] = [(key,) for key in session.scalars(due.limit(BATCH))]
            rows: Rows = {store.name: dict.fromkeys(keys, utc_now())}
            # Its links have periods of their own: the conversation from which a case came is not the case.
            for name, gone in (erase_rows(session, registry, rows, links=False) if keys else {}).items():
                counts[name] = counts.get(name, 0) + gone
        if len(keys) < BATCH:
            return


def _due_conversations(before: datetime.datetime) -> Select[str]:
    recent = exists().where(Message.conversation_id == Conversation.id, Message.created_at >= before)
    waits = exists().where(Handoff.conversation_id == Conversation.id, Handoff.state.in_(OPEN))
    return select(Conversation.id).where(Conversation.created_at < before, ~recent, ~waits)


def _due_cases(before: datetime.datetime) -> Select[str]:
    has_words = or_(Case.summary != "", exists().where(CaseMessage.case_id == Case.id))
    over = Case.state.in_((CaseState.CLOSED, CaseState.MERGED))
    return select(Case.id).where(over, Case.changed_at < before, has_words)


def _due_rows(store: Store, period: Period, before: datetime.datetime) -> Select[str]:
    due = select(store.key[0]).where(store.table.c[period.at] < before)
    return due.where(period.only()) if period.only else due
