"""What becomes of a request when the database fails?"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from assistant.conversations.models import Conversation
from assistant.database import Database
from assistant.errors import DatabaseUnavailable
from tests.assistant.counted_messages import message_count, new_conversation
from tests.postgresql_server import PostgresqlServer, free_port

# A database that fails


def test_a_server_that_is_not_there_is_a_domain_error() -> None:
    database = Database(f"postgresql://postgres@127.0.0.1:{free_port()}/civicdesk")
    with pytest.raises(DatabaseUnavailable), database.read() as session:
        session.execute(text("SELECT 1"))
    assert not database.ping()
    with pytest.raises(DatabaseUnavailable):
        database.upgrade()
    database.close()


def test_a_folder_that_cannot_be_written_is_a_domain_error(tmp_path: Path) -> None:
    (tmp_path / "civicdesk.db").mkdir()
    database = Database(f"sqlite:///{tmp_path / 'civicdesk.db'}")
    with pytest.raises(DatabaseUnavailable), database.read() as session:
        session.execute(text("SELECT 1"))
    assert not database.ping()
    database.close()


def test_a_full_disk_refuses_writes_and_keeps_reading(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        session.add(new_conversation("c1"))
        pages = session.execute(text("PRAGMA page_count")).scalar_one()

    def write_much() -> None:
        with sqlite_database.write() as session:
            session.execute(text(f"PRAGMA max_page_count = {pages}"))
            session.add_all(new_conversation(f"more{number}") for number in range(2000))

    with pytest.raises(DatabaseUnavailable):
        write_much()
    assert message_count(sqlite_database, "c1") == 0
    with sqlite_database.read() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    with sqlite_database.write() as session:  # The disk has room again.
        session.execute(text("PRAGMA max_page_count = 1000000"))
        session.add(new_conversation("c2"))


def test_a_closed_connection_is_replaced_unseen(postgresql_database: Database) -> None:
    with postgresql_database.read() as session:
        session.execute(text("SELECT 1"))
    with postgresql_database.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    for _ in range(2):
        with postgresql_database.read() as session:
            assert session.execute(text("SELECT 1")).scalar_one() == 1


def test_a_connection_lost_in_the_middle_is_a_domain_error(postgresql_database: Database) -> None:
    def lose_connection() -> None:
        with postgresql_database.write() as session:
            session.add(new_conversation("c1"))
            session.flush()
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DatabaseUnavailable):
        lose_connection()
    with postgresql_database.read() as session:
        assert session.scalars(select(Conversation)).all() == []


def test_a_statement_that_hangs_is_a_domain_error(postgresql_database: Database) -> None:
    def hang() -> None:
        with postgresql_database.read() as session:
            session.execute(text("SET LOCAL statement_timeout = '50ms'"))
            session.execute(text("SELECT pg_sleep(30)"))

    with pytest.raises(DatabaseUnavailable):
        hang()


def test_an_exhausted_pool_is_a_domain_error(sqlite_database: Database) -> None:
    # `create_engine` has no public way to shorten the wait of an engine that exists.
    sqlite_database.engine.pool._timeout = 0.05  # type: ignore[attr-defined]  # QueuePool's own.
    held = [sqlite_database.engine.connect() for _ in range(128)]  # 64 + 64 of overflow
    with pytest.raises(DatabaseUnavailable), sqlite_database.read() as session:
        session.execute(text("SELECT 1"))
    for connection in held:
        connection.close()
    assert sqlite_database.ping()


@pytest.fixture
def crashing_postgresql(
    postgresql: PostgresqlServer, postgresql_template: str
) -> Iterator[tuple[PostgresqlServer, Database]]:
    name = postgresql.create_database(template=postgresql_template)
    database = Database(postgresql.url(name))
    yield postgresql, database
    database.close()
    postgresql.drop_database(name)


@pytest.mark.slow
def test_what_was_acknowledged_survives_kill_9_of_postgresql(
    crashing_postgresql: tuple[PostgresqlServer, Database],
) -> None:
    server, database = crashing_postgresql
    acknowledged: list[str] = []
    stop = threading.Event()
    failures: list[BaseException] = []

    def write_on() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            name = f"{threading.get_ident() % 100_000}-{number}"
            try:
                with database.write() as session:
                    session.add(new_conversation(name))
                acknowledged.append(name)
            except DatabaseUnavailable:
                time.sleep(0.05)
            except BaseException as error:
                failures.append(error)
                return

    writers = [threading.Thread(target=write_on) for _ in range(4)]
    for writer in writers:
        writer.start()
    for _ in range(2):
        time.sleep(0.4)
        server.crash()
        server.restart()
    back_at, before = time.monotonic(), len(acknowledged)
    while len(acknowledged) == before and time.monotonic() - back_at < 5:
        time.sleep(0.02)
    stop.set()
    for writer in writers:
        writer.join()
    assert failures == []  # Only DatabaseUnavailable, which the faces show as 503.
    assert len(acknowledged) > before  # Back within five seconds.
    with database.read() as session:
        assert set(acknowledged) <= set(session.scalars(select(Conversation.id)))


def test_a_damaged_database_file_is_told_as_unavailable(sqlite_database: Database) -> None:
    sqlite_database.close()
    path = Path(str(sqlite_database.url.database))
    path.write_bytes(b"not a database at all" * 400)
    with pytest.raises(DatabaseUnavailable), Database(f"sqlite:///{path}").read() as session:
        session.execute(text("SELECT count(*) FROM articles"))
