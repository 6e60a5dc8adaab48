"""How is a person erased from every store, so that a kill in the middle only delays it?

The ledger's line comes first, then the row and the audit, then the rows of the stores.  What was begun and is not done
the nightly job ends.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import JSON, delete, null, select, text, update
from sqlalchemy.orm import Session

from assistant.accounts.permissions import SERVICE
from assistant.cases.closing import end
from assistant.cases.models import Case
from assistant.cases.states import OPEN
from assistant.database import Database, utc_now
from assistant.personal_data.finding import (
    Found,
    Key,
    Rows,
    Wanted,
    by_keys,
    find_person,
    in_batches,
    is_meant,
    with_dependents,
)
from assistant.personal_data.identifiers import read_text
from assistant.personal_data.ledger import Ledger, LedgerEntry
from assistant.personal_data.models import Erasure
from assistant.personal_data.stores import FileStore, Registry, Store
from assistant.signals import QUEUE, send_signal

MASK = "█"
"""One for each character, so that the places to which a case's fields point stay where they are."""
logger = logging.getLogger(__name__)


def erase(
    database: Database, registry: Registry, ledger: Ledger, files: Sequence[FileStore], entries: Iterable[LedgerEntry]
) -> dict[str, int]:
    """Erase whom the entries mean, and note it.  Doing it again changes nothing.  Returns rows and files by store."""
    entries = list(entries)
    if not entries:
        return {}
    wanted = Wanted.of(ledger.fingerprints, entries)
    with database.read() as session:
        found = find_person(session, registry, wanted)
    counts = {store.name: gone for store in files if (gone := store.erase(wanted.includes))}
    with database.write() as session:
        counts |= erase_rows(session, registry, found.rows)
        _mask_mentions(session, registry, found, wanted)
        _note_done(session, entries, counts)
        send_signal(session, QUEUE)
    scrub(database, registry.stores.keys() & counts.keys())
    logger.info("erased %s", counts)
    return counts


def erase_rows(session: Session, registry: Registry, rows: Rows, *, links: bool = True) -> dict[str, int]:
    """Delete or blank these rows and what hangs on them; an open case is closed without a word to anybody."""
    _lock(session, registry, rows)
    rows = with_dependents(session, registry, rows, links=links)
    _end_open_cases(session, rows)
    counts = {}
    for store in registry.deepest_first():
        if keys := list(rows.get(store.name, ())):
            counts[store.name] = len(keys)
            for batch in in_batches(keys):
                _erase_batch(session, store, batch)
    session.expire_all()
    return counts


def scrub(database: Database, tables: Iterable[str]) -> None:
    """Take what was deleted out of the database's files as well."""
    if database.is_sqlite:  # Deleted bytes are overwritten (`secure_delete`); older copies of pages wait in the log.
        with database.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]  # A connection in use has its driver.
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        for table in tables:
            connection.execute(text(f'VACUUM "{table}"'))
        connection.execute(text("RESET statement_timeout"))


def _lock(session: Session, registry: Registry, rows: Rows) -> None:
    """What is written to a case or conversation meanwhile waits, and then finds it erased."""
    for name in sorted(rows):
        store = registry.stores[name]
        for batch in in_batches(sorted(rows[name], key=str)):
            session.execute(select(*store.key).where(by_keys(store, batch)).with_for_update())


def _end_open_cases(session: Session, rows: Rows) -> None:
    for key in list(rows.get(Case.__tablename__, ())):
        case = session.get_one(Case, key[0])
        if case.state in OPEN:
            end(session, case, {}, actor=SERVICE)
    session.flush()


def _erase_batch(session: Session, store: Store, keys: list[Key]) -> None:
    if store.blank is None:
        session.execute(delete(store.table).where(by_keys(store, keys)))
        return
    width = len(store.key)
    for row in session.execute(
        select(*store.key, *(store.table.c[n] for n in store.blank)).where(by_keys(store, keys))
    ):
        values = {
            name: new(old) if callable(new) else new
            for (name, new), old in zip(store.blank.items(), row[width:], strict=True)
        }
        _update(session, store, tuple(row[:width]), values)


def _mask_mentions(session: Session, registry: Registry, found: Found, wanted: Wanted) -> None:
    for name, keys in found.mentions.items():
        store = registry.stores[name]
        at = [store.table.c[store.at]] if store.at else []
        for key in keys:
            columns = [store.table.c[column] for column in store.texts]
            row = session.execute(select(*columns, *at).where(by_keys(store, [key])).with_for_update()).one_or_none()
            if row is not None:
                values = {
                    column: _masked(old, row[-1] if at else None, wanted)
                    for column, old in zip(store.texts, row, strict=False)
                }
                changed = {c: new for (c, new), old in zip(values.items(), row, strict=False) if new != old}
                if changed:
                    _update(session, store, key, changed)


def _masked(value: Any, at: Any, wanted: Wanted) -> Any:
    if isinstance(value, str):
        for start, stop, identifier in read_text(value):
            if is_meant(identifier, at, wanted):
                value = value[:start] + MASK * (stop - start) + value[stop:]
        return value
    if isinstance(value, dict):
        return {name: _masked(inner, at, wanted) for name, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner, at, wanted) for inner in value]
    return value


def _update(session: Session, store: Store, key: Key, values: dict[str, Any]) -> None:
    stored = {
        name: null() if value is None and isinstance(store.table.c[name].type, JSON) else value
        for name, value in values.items()
    }
    session.execute(update(store.table).where(by_keys(store, [key])).values(**stored))


def _note_done(session: Session, entries: list[LedgerEntry], counts: dict[str, int]) -> None:
    """An entry that only the ledger's file knew, since the database is an older copy, is known from now on."""
    now = utc_now()
    for entry in entries:
        row = session.get(Erasure, entry.id)
        if row is None:
            row = Erasure(id=entry.id, asked_at=entry.asked_at, fingerprints=list(entry.fingerprints), counts={})
            session.add(row)
        row.done_at, row.counts = row.done_at or now, row.counts or counts
