"""Is what was acknowledged kept, does nothing half-done stay, and is a failing database told from a failing service?"""

from __future__ import annotations

import datetime
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from assistant.conversations.models import Conversation, Message
from assistant.database import Database, UtcDateTime, utc_now
from assistant.errors import DatabaseUnavailable
from tests.postgresql_server import PostgresqlServer, free_port

ROOT = Path(__file__).parents[2]


def new_conversation(conversation_id: str, *, created_at: datetime.datetime | None = None) -> Conversation:
    return Conversation(id=conversation_id, token_hash="x", language="en", created_at=created_at or utc_now())


def message_count(database: Database, conversation_id: str) -> int:
    with database.read() as session:
        return session.scalars(select(Conversation.message_count).where(Conversation.id == conversation_id)).one()


def increase(database: Database, conversation_id: str) -> None:
    """Read a number, think, write it back: the shape in which updates get lost."""
    with database.write() as session:
        conversation = session.scalars(
            select(Conversation).where(Conversation.id == conversation_id).with_for_update()
        ).one()
        time.sleep(0.001)
        conversation.message_count += 1


# Writing and reading


def test_what_is_written_can_be_read(database: Database) -> None:
    with database.write() as session:
        session.add(new_conversation("c1"))
    assert message_count(database, "c1") == 0


def test_a_failed_write_leaves_nothing(database: Database) -> None:
    def fail_after_writing() -> None:
        with database.write() as session:
            session.add(new_conversation("c1"))
            session.flush()
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        fail_after_writing()
    with database.read() as session:
        assert session.scalars(select(Conversation)).all() == []


def test_reading_keeps_nothing(database: Database) -> None:
    with database.read() as session:
        session.add(new_conversation("c1"))
        session.flush()
    with database.read() as session:
        assert session.scalars(select(Conversation)).all() == []


def test_a_row_cannot_refer_to_a_conversation_that_is_not_there(database: Database) -> None:
    orphan = Message(
        id="m1", conversation_id="nobody", sequence=1, role="citizen", text="?", language="en", created_at=utc_now()
    )
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.write() as session:
        session.add(orphan)


def test_an_error_does_not_tell_what_was_to_be_stored(database: Database) -> None:
    secret = Message(
        id="m1",
        conversation_id="nobody",
        sequence=1,
        role="citizen",
        text="A123456(3)",
        language="en",
        created_at=utc_now(),
    )
    with pytest.raises(IntegrityError) as raised, database.write() as session:
        session.add(secret)
    assert "A123456(3)" not in "".join(traceback.format_exception(raised.value))


def test_objects_can_be_used_after_their_session(database: Database) -> None:
    with database.write() as session:
        conversation = new_conversation("c1")
        session.add(conversation)
    assert conversation.language == "en"


@pytest.mark.parametrize(
    "words",
    ["renew 🪪 licence", "續領駕駛執照𢫏住", "续领驾驶执照"],
    ids=["en", "zh-Hant", "zh-Hans"],
)
def test_every_script_comes_back_as_it_was(database: Database, words: str) -> None:
    with database.write() as session:
        session.add(new_conversation("c1"))
        session.flush()
        session.add(
            Message(
                id="m1",
                conversation_id="c1",
                sequence=1,
                role="citizen",
                text=words,
                language="en",
                created_at=utc_now(),
            )
        )
    with database.read() as session:
        assert session.scalars(select(Message.text)).one() == words


# Times


def test_a_time_comes_back_aware_and_in_utc(database: Database) -> None:
    hong_kong = datetime.timezone(datetime.timedelta(hours=8))
    with database.write() as session:
        session.add(new_conversation("c1", created_at=datetime.datetime(2026, 2, 28, 23, 30, tzinfo=hong_kong)))
    with database.read() as session:
        stored = session.scalars(select(Conversation.created_at)).one()
    assert stored == datetime.datetime(2026, 2, 28, 15, 30, tzinfo=datetime.UTC)  # 23:30 − 8 h
    assert stored.utcoffset() == datetime.timedelta(0)


def test_a_time_without_a_zone_is_refused(sqlite_database: Database) -> None:
    with pytest.raises(ValueError, match="aware"):
        UtcDateTime().process_bind_param(datetime.datetime(2026, 1, 1), sqlite_database.engine.dialect)  # noqa: DTZ001  # The point of the test.


# Many writers


def test_no_update_is_lost_between_threads(database: Database) -> None:
    with database.write() as session:
        session.add(new_conversation("c1"))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: increase(database, "c1"), range(80)))
    assert message_count(database, "c1") == 80


@pytest.mark.slow
def test_no_update_is_lost_between_processes(database: Database) -> None:
    with database.write() as session:
        session.add(new_conversation("c1"))
    program = (
        "import sys\n"
        "from assistant.database import Database\n"
        "from tests.assistant.test_database import increase\n"
        "database = Database(sys.argv[1])\n"
        "for _ in range(25): increase(database, 'c1')\n"
    )
    address = database.url.render_as_string(hide_password=False)
    writers = [subprocess.Popen([sys.executable, "-c", program, address], cwd=ROOT) for _ in range(2)]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    assert message_count(database, "c1") == 50  # 2 processes × 25


def test_reading_never_waits_for_a_writer(database: Database) -> None:
    with database.write() as session:
        session.add(new_conversation("c1"))
    with database.write() as session:
        session.execute(text("UPDATE conversations SET message_count = 7"))
        started = time.monotonic()
        assert message_count(database, "c1") == 0  # What was committed last.
        assert database.ping()
        assert time.monotonic() - started < 1
    assert message_count(database, "c1") == 7


def test_a_reader_sees_one_moment_in_sqlite(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        session.add(new_conversation("c1"))
    with sqlite_database.read() as reading:
        query = select(Conversation.message_count)
        assert reading.scalars(query).one() == 0
        increase(sqlite_database, "c1")
        assert reading.scalars(query).one() == 0
    assert message_count(sqlite_database, "c1") == 1


# Keeping what was acknowledged


def test_sqlite_writes_through_to_the_disk_and_checks_references(sqlite_database: Database) -> None:
    with sqlite_database.read() as session:
        found = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}  # 2 is FULL.


def test_a_migration_does_not_delete_rows_that_refer_to_a_rebuilt_table(sqlite_database: Database) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    with sqlite_database.write() as session:
        session.add(new_conversation("c1"))
        session.flush()
        session.add(
            Message(
                id="m1", conversation_id="c1", sequence=1, role="citizen", text="?", language="en", created_at=utc_now()
            )
        )

    def rebuild(_command: object, config: object) -> None:
        connection = config.attributes["connection"]  # type: ignore[attr-defined]  # Alembic's Config.
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("conversations", recreate="always") as batch:
            batch.alter_column("language", nullable=True)

    sqlite_database._migrate(rebuild)
    with sqlite_database.read() as session:
        assert session.scalars(select(Message.id)).all() == ["m1"]
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_a_migration_that_would_break_a_reference_changes_nothing(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        session.add(new_conversation("c1"))
        session.flush()
        session.add(
            Message(
                id="m1", conversation_id="c1", sequence=1, role="citizen", text="?", language="en", created_at=utc_now()
            )
        )

    def lose_conversations(_command: object, config: object) -> None:
        config.attributes["connection"].exec_driver_sql("DELETE FROM conversations")  # type: ignore[attr-defined]  # As above.

    with pytest.raises(DatabaseUnavailable, match="1 rows"):
        sqlite_database._migrate(lose_conversations)
    assert message_count(sqlite_database, "c1") == 0


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
