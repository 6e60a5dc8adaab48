"""Is what was acknowledged kept, does nothing half-done stay, and is a failing database told from a failing service?"""

from __future__ import annotations

import datetime
import subprocess
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from assistant.conversations.models import Conversation, Message
from assistant.database import Database, UtcDateTime, utc_now
from assistant.errors import DatabaseUnavailable
from tests.assistant.counted_messages import message_count, new_conversation

ROOT = Path(__file__).parents[2]


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


def write_message(database: Database) -> None:
    with database.write() as session:
        session.add(new_conversation("c1"))
        session.flush()
        session.add(
            Message(
                id="m1", conversation_id="c1", sequence=1, role="citizen", text="?", language="en", created_at=utc_now()
            )
        )


def test_a_migration_does_not_delete_rows_that_refer_to_a_rebuilt_table(sqlite_database: Database) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    write_message(sqlite_database)

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
    write_message(sqlite_database)

    def lose_conversations(_command: object, config: object) -> None:
        config.attributes["connection"].exec_driver_sql("DELETE FROM conversations")  # type: ignore[attr-defined]  # As above.

    with pytest.raises(DatabaseUnavailable, match="1 rows"):
        sqlite_database._migrate(lose_conversations)
    assert message_count(sqlite_database, "c1") == 0
