"""How do the signals of the database reach this process?

PostgreSQL brings them over a connection of its own.  SQLite's are rows: a number that changes with every commit of
anybody else tells, for next to nothing, when there may be new ones.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import delete

from assistant.database import Database, utc_now
from assistant.signals import CHANNEL, Signal

if TYPE_CHECKING:
    import psycopg

LOOKS_EVERY_SECONDS = 0.05
KEPT = datetime.timedelta(minutes=2)
"""How long a row of SQLite's stays; every process has read it long before."""


class Heard(NamedTuple):
    topic: str
    payload: dict[str, Any]


def hear(database: Database, stop: threading.Event) -> Iterator[list[Heard]]:
    """Signals in the order of their commits, until `stop` is set.

    Begins with an empty list: from then on nothing is missed.  Raises what the database's driver raises.
    """
    return _hear_sqlite(database, stop) if database.is_sqlite else _hear_postgresql(database, stop)


def remove_old_signals(database: Database) -> None:
    """PostgreSQL forgets by itself; SQLite's rows are taken away once everybody has read them."""
    if database.is_sqlite:
        with database.write() as session:
            session.execute(delete(Signal).where(Signal.at < utc_now() - KEPT))


def _hear_postgresql(database: Database, stop: threading.Event) -> Iterator[list[Heard]]:
    with database.engine.connect() as pooled:
        connection = cast("psycopg.Connection[Any]", pooled.connection.driver_connection)
        pooled.detach()  # From here on nobody else may be given it, and closing it ends it.
        connection.autocommit = True
        connection.execute(f"LISTEN {CHANNEL}")
        yield []
        while not stop.is_set():
            for notice in connection.notifies(timeout=0.5):
                told = json.loads(notice.payload)
                yield [Heard(told["topic"], told["payload"])]


def _hear_sqlite(database: Database, stop: threading.Event) -> Iterator[list[Heard]]:
    # Read only, so that closing it never writes the log back into the database outside the gate of the writers.
    address = Path(str(database.url.database)).absolute().as_uri() + "?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=10, isolation_level=None)
    try:
        version = _version(connection)
        last = connection.execute("SELECT coalesce(max(id), 0) FROM signals").fetchone()[0]
        yield []
        while not stop.wait(LOOKS_EVERY_SECONDS):
            if (newest := _version(connection)) == version:
                continue
            version = newest
            query = "SELECT id, topic, payload FROM signals WHERE id > ? ORDER BY id"
            if rows := connection.execute(query, (last,)).fetchall():
                last = rows[-1][0]
                yield [Heard(topic, json.loads(payload)) for _, topic, payload in rows]
    finally:
        connection.close()


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
