"""Where do citizens' words lie, how is a person found there, and what does erasing them do?

Each package lists its own tables in a module of its own; `ui/personal_data.py` puts the lists together.  A table with
text that no list names fails a test.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy import JSON, Column, ColumnElement, String, Table, Text

from assistant.database import Row
from assistant.personal_data.identifiers import Identifier


@dataclass(frozen=True)
class Names:
    """Columns that say whose a row is.  `read` is given their values in this order."""

    columns: tuple[str, ...]
    read: Callable[..., Iterable[Identifier]]
    whole: bool = False
    """True where all of what the row belongs to is the person's, as a case is its reporter's."""
    most_bytes: int | None = None
    """How much of a long column is read."""


@dataclass(frozen=True)
class Link:
    """Rows of one person: where one is, so is the other whose `to_column` has the value of `column`.

    `forth` goes from the store that has the link, `back` to it; `where` says of which of its rows this holds.
    """

    column: str
    to: type[Row]
    to_column: str = "id"
    forth: bool = True
    back: bool = True
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Period:
    """Which rows go by themselves once they are as old as the policy's `name` says."""

    name: str
    at: str
    only: Callable[[], ColumnElement[bool]] | None = None


@dataclass(frozen=True)
class Store:
    """One table.  Erasing deletes its rows, or blanks the columns of `blank` where the row itself is still counted."""

    model: type[Row]
    holds: str
    """Whose words, for people."""
    at: str | None = None
    """When a row was made; None where it is as old as what it belongs to."""
    belongs: tuple[str, type[Row]] | None = None
    """The column that names the row to which it belongs, and that one's table."""
    identity: Names | None = None
    """By which a row is known again in an older copy of the database, whatever else has changed in it."""
    names: Sequence[Names] = ()
    links: Sequence[Link] = ()
    blank: Mapping[str, Any] | None = None
    """New values, or functions of the old ones; None deletes the row."""
    kept: frozenset[str] = frozenset()
    """Columns with text that a blanked row keeps, since they say nothing of a person."""
    period: Period | None = None

    @property
    def table(self) -> Table:
        return Row.metadata.tables[self.model.__tablename__]

    @property
    def name(self) -> str:
        return str(self.model.__tablename__)

    @cached_property
    def key(self) -> tuple[Column[Any], ...]:
        return tuple(self.table.primary_key.columns)

    @property
    def all_names(self) -> list[Names]:
        return [*([self.identity] if self.identity else []), *self.names]

    @cached_property
    def texts(self) -> list[str]:
        """Columns in which somebody else may be named."""
        wide = (c for c in self.table.columns if isinstance(c.type, Text | JSON) or _is_long(c))
        return [column.name for column in wide]


class Registry:
    """All stores.  Raises ValueError where one belongs to a table that is none."""

    def __init__(self, stores: Sequence[Store], nothing_personal: Mapping[type[Row], str]) -> None:
        self.stores = {store.name: store for store in stores}
        self.nothing_personal = {model.__tablename__: why for model, why in nothing_personal.items()}
        for store in stores:
            self.depth(store)

    def depth(self, store: Store) -> int:
        """How many rows stand above one of this store; the deepest are deleted first."""
        if store.belongs is None:
            return 0
        above = self.stores.get(store.belongs[1].__tablename__)
        if above is None:
            raise ValueError(f"{store.name} belongs to {store.belongs[1].__tablename__}, which is no store")
        return 1 + self.depth(above)

    def deepest_first(self) -> list[Store]:
        return sorted(self.stores.values(), key=lambda store: (-self.depth(store), store.name))

    def below(self, store: Store) -> list[Store]:
        return [other for other in self.stores.values() if other.belongs and other.belongs[1] is store.model]


def _is_long(column: Column[Any]) -> bool:
    return isinstance(column.type, String) and (column.type.length or 0) >= 200


class FileStore(Protocol):
    """Files with citizens' words, outside of the database."""

    @property
    def name(self) -> str: ...
    @property
    def holds(self) -> str: ...
    @property
    def period(self) -> str: ...

    def count(self, is_wanted: IsWanted) -> int: ...

    def erase(self, is_wanted: IsWanted) -> int: ...

    def remove_older(self, before: datetime.datetime) -> int: ...


IsWanted = Callable[[Identifier, datetime.datetime], bool]
"""Whether something of that time which belongs to that person is to go."""
