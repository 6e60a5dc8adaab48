"""Which rows are a person's, and which rows of others name them?

Everything is found by hashing what is stored and comparing, so that the same code serves an operator who has typed an
address and a ledger that holds none.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, null, select, tuple_
from sqlalchemy.orm import Session

from assistant.personal_data.identifiers import Fingerprints, Identifier, read_text
from assistant.personal_data.ledger import LedgerEntry
from assistant.personal_data.stores import Link, Names, Registry, Store

BATCH = 400
"""Rows in one statement; SQLite takes a limited number of parameters."""
_NEVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)
Key = tuple[Any, ...]
Rows = dict[str, dict[Key, datetime.datetime]]
"""By store the keys of rows, each with the time until which what hangs on it is meant."""


@dataclass(frozen=True)
class Wanted:
    """Who is looked for; what was made after an erasure was asked for is not."""

    fingerprints: Fingerprints
    until: dict[str, datetime.datetime]

    @classmethod
    def of(cls, fingerprints: Fingerprints, entries: Iterable[LedgerEntry]) -> Wanted:
        until: dict[str, datetime.datetime] = {}
        for entry in entries:
            for one in entry.fingerprints:
                until[one] = max(entry.asked_at, until.get(one, entry.asked_at))
        return cls(fingerprints, until)

    def until_of(self, identifiers: Iterable[Identifier]) -> datetime.datetime | None:
        """The latest time until which one of them is wanted."""
        found = (self.until.get(self.fingerprints.of(identifier)) for identifier in identifiers)
        return max((until for until in found if until), default=None)

    def includes(self, identifier: Identifier, at: datetime.datetime) -> bool:
        until = self.until_of([identifier])
        return until is not None and at <= until


@dataclass(frozen=True)
class Found:
    rows: Rows = field(default_factory=lambda: defaultdict(dict))
    """The person's own."""
    mentions: dict[str, list[Key]] = field(default_factory=dict)
    """Rows of others in whose words an identifier of the person stands."""

    def counts(self) -> dict[str, int]:
        return {name: len(keys) for name, keys in sorted(self.rows.items()) if keys}

    def mention_counts(self) -> dict[str, int]:
        return {name: len(keys) for name, keys in sorted(self.mentions.items()) if keys}


def find_person(session: Session, registry: Registry, wanted: Wanted) -> Found:
    """Reads every store once: about twenty seconds for a hundred thousand messages."""
    found = Found(with_dependents(session, registry, find_named(session, registry, wanted)))
    for store in registry.stores.values():
        if keys := list(_find_mentions(session, store, wanted, found.rows[store.name])):
            found.mentions[store.name] = keys
    return found


def find_named(session: Session, registry: Registry, wanted: Wanted) -> Rows:
    """The rows that themselves say that they are the person's."""
    named: Rows = defaultdict(dict)
    for store in registry.stores.values():
        for names in store.all_names:
            for key, until in _matching(session, store, names, wanted):
                top, top_key = _climb(session, registry, store, key) if names.whole else (store, key)
                _add(named, top, top_key, until)
    return named


def with_dependents(session: Session, registry: Registry, rows: Rows, *, links: bool = True) -> Rows:
    """`rows`, what belongs to them, and with `links` whatever else is the same person's."""
    all_rows: Rows = defaultdict(dict)
    waiting = {name: dict(keys) for name, keys in rows.items()}
    while waiting:
        name, keys = waiting.popitem()
        store = registry.stores[name]
        new = {key: until for key, until in keys.items() if all_rows[name].get(key, _NEVER) < until}
        all_rows[name].update(new)
        for until in set(new.values()):
            of_that_time = [key for key, one in new.items() if one == until]
            for other, other_key in _next(session, registry, store, of_that_time, until, links=links):
                waiting.setdefault(other.name, {})[other_key] = until
    return all_rows


def select_rows(store: Store, *columns: str) -> Select[Any]:
    """The key, the time and `columns` of every row."""
    at = store.table.c[store.at] if store.at else null()
    return select(*store.key, at, *(store.table.c[name] for name in columns))


def by_keys(store: Store, keys: Sequence[Key]) -> Any:
    """The condition for the rows of these keys; not more than BATCH."""
    return store.key[0].in_([key[0] for key in keys]) if len(store.key) == 1 else tuple_(*store.key).in_(keys)


def in_batches(keys: Iterable[Any]) -> Iterator[list[Any]]:
    listed = list(keys)
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]


def _matching(session: Session, store: Store, names: Names, wanted: Wanted) -> Iterator[tuple[Key, datetime.datetime]]:
    table, width = store.table, len(store.key)
    columns = [
        func.substr(table.c[name], 1, names.most_bytes) if names.most_bytes and place == 0 else table.c[name]
        for place, name in enumerate(names.columns)
    ]
    at = [table.c[store.at]] if store.at else []
    for row in session.execute(select(*store.key, *columns, *at).execution_options(yield_per=BATCH)):
        until = wanted.until_of(names.read(*row[width : width + len(columns)]))
        if until and (not at or row[-1] <= until):
            yield tuple(row[:width]), until


def _climb(session: Session, registry: Registry, store: Store, key: Key) -> tuple[Store, Key]:
    """The row to which, over some others, this one belongs."""
    while store.belongs:
        column, above = store.belongs
        parent = session.scalar(select(store.table.c[column]).where(by_keys(store, [key])))
        if parent is None:
            break
        store, key = registry.stores[above.__tablename__], (parent,)
    return store, key


def _next(
    session: Session, registry: Registry, store: Store, keys: list[Key], until: datetime.datetime, *, links: bool
) -> Iterator[tuple[Store, Key]]:
    for batch in in_batches(keys):
        ids = [key[0] for key in batch]
        for child in registry.below(store):
            if child.belongs:
                yield from _where(session, child, child.belongs[0], ids, until)
        if links:
            yield from _linked(session, registry, store, batch, until)


def _linked(
    session: Session, registry: Registry, store: Store, keys: list[Key], until: datetime.datetime
) -> Iterator[tuple[Store, Key]]:
    for link in store.links:
        if link.forth:
            to = registry.stores[link.to.__tablename__]
            yield from _where(session, to, link.to_column, _values(session, store, link.column, keys), until)
    for other in registry.stores.values():
        for link in other.links:
            if link.back and link.to is store.model:
                values = _values(session, store, link.to_column, keys)
                yield from _where(session, other, link.column, values, until, link)


def _values(session: Session, store: Store, column: str, keys: list[Key]) -> list[Any]:
    found = session.scalars(select(store.table.c[column]).where(by_keys(store, keys)))
    return [value for value in found if value is not None]


def _where(
    session: Session, store: Store, column: str, values: list[Any], until: datetime.datetime, link: Link | None = None
) -> Iterator[tuple[Store, Key]]:
    if not values:
        return
    found = select(*store.key).where(store.table.c[column].in_(values))
    if store.at:
        found = found.where(store.table.c[store.at] <= until)
    for name, allowed in (link.where if link else {}).items():
        found = found.where(store.table.c[name].in_(allowed))
    for row in session.execute(found):
        yield store, tuple(row)


def _find_mentions(session: Session, store: Store, wanted: Wanted, own: dict[Key, datetime.datetime]) -> Iterator[Key]:
    if not store.texts:
        return
    width = len(store.key)
    for row in session.execute(select_rows(store, *store.texts).execution_options(yield_per=BATCH)):
        key, at = tuple(row[:width]), row[width]
        if key not in own and any(_mentions(value, at, wanted) for value in row[width + 1 :]):
            yield key


def _mentions(value: Any, at: datetime.datetime | None, wanted: Wanted) -> bool:
    return any(is_meant(one, at, wanted) for text in strings_of(value) for _, _, one in read_text(text))


def is_meant(identifier: Identifier, at: datetime.datetime | None, wanted: Wanted) -> bool:
    until = wanted.until_of([identifier])
    return until is not None and (at is None or at <= until)


def strings_of(value: Any) -> Iterator[str]:
    """Every text in a column's value, also inside JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_of(inner)


def _add(rows: Rows, store: Store, key: Key, until: datetime.datetime) -> None:
    rows[store.name][key] = max(until, rows[store.name].get(key, until))


def identities_of(session: Session, registry: Registry, rows: Rows) -> Iterator[Identifier]:
    """What the rows themselves are known by in an older copy, where a contact may read otherwise."""
    for name, keys in rows.items():
        store = registry.stores[name]
        if store.identity:
            for batch in in_batches(keys):
                columns = (store.table.c[column] for column in store.identity.columns)
                for values in session.execute(select(*columns).where(by_keys(store, batch))):
                    yield from store.identity.read(*values)
