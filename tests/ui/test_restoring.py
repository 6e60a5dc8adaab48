"""Is a backup whole, is what cannot be trusted refused, and does nothing serve that was not erased again?"""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select, text

from assistant.accounts.permissions import operator
from assistant.cases.models import Case
from assistant.database import Database, utc_now
from assistant.errors import DatabaseUnavailable, InvalidInput
from assistant.personal_data.ledger import LedgerEntry, open_ledger
from assistant.personal_data.requests import ask_erasure
from assistant.settings import Settings
from tests.assistant.cases.reports import open_case
from ui.backups import write_backup
from ui.personal_data import replay, require_replayed
from ui.restoring import restore

pytestmark = pytest.mark.promise("P13")


@pytest.fixture
def installation(database: Database, settings: Settings, tmp_path: Path) -> Settings:
    address = database.url.render_as_string(hide_password=False)
    return settings.model_copy(update={"database_url": address, "home": tmp_path / "home"})


@pytest.fixture
def sqlite_installation(sqlite_database: Database, settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"database_url": str(sqlite_database.url), "home": tmp_path / "home"})


def count_cases(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def test_what_was_there_comes_back_and_what_came_later_is_gone(
    installation: Settings, database: Database, tmp_path: Path
) -> None:
    installation.home.mkdir()
    (installation.home / "mail-secret").write_text("by which replies are known", "ascii")
    open_case(database)
    file = tmp_path / "backup.tar"
    write_backup(installation, database, file)
    assert file.stat().st_mode & 0o777 == 0o600
    open_case(database)
    (installation.home / "mail-secret").unlink()
    database.close()
    restored = restore(installation, file)
    assert (restored.erasures, restored.erased_rows) == (0, 0)
    assert count_cases(database) == 1
    assert database.ping()
    assert (installation.home / "mail-secret").read_text("ascii") == "by which replies are known"
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith(".")} == set()


def test_a_table_that_the_backup_does_not_know_goes(installation: Settings, database: Database, tmp_path: Path) -> None:
    write_backup(installation, database, tmp_path / "backup.tar")
    with database.write() as session:
        session.execute(text("CREATE TABLE later (id integer)"))
    database.close()
    restore(installation, tmp_path / "backup.tar")
    with database.read() as session, pytest.raises(Exception, match="later"):
        session.execute(text("SELECT * FROM later"))
    database.close()


def test_a_database_in_use_is_not_replaced(installation: Settings, database: Database, tmp_path: Path) -> None:
    write_backup(installation, database, tmp_path / "backup.tar")
    with database.read() as session:
        session.execute(select(Case))
        with pytest.raises(DatabaseUnavailable, match="in use: stop the service"):
            restore(installation, tmp_path / "backup.tar")


def test_an_old_backup_is_taken_only_when_somebody_insists(
    sqlite_installation: Settings, sqlite_database: Database, tmp_path: Path
) -> None:
    write_backup(sqlite_installation, sqlite_database, tmp_path / "backup.tar")
    sqlite_database.close()
    with time_machine.travel(utc_now().timestamp() + 36 * 86_400, tick=False):
        with pytest.raises(InvalidInput, match="36 days old, and a backup is kept for 35"):
            restore(sqlite_installation, tmp_path / "backup.tar")
        restore(sqlite_installation, tmp_path / "backup.tar", take_old=True)


def test_a_damaged_backup_changes_nothing(
    sqlite_installation: Settings, sqlite_database: Database, tmp_path: Path
) -> None:
    open_case(sqlite_database)
    file = tmp_path / "backup.tar"
    write_backup(sqlite_installation, sqlite_database, file)
    sqlite_database.close()
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(InvalidInput, match="damaged: database"):
        restore(sqlite_installation, file)
    file.write_bytes(bytes(content[:5000]))
    with pytest.raises(InvalidInput, match="not a backup, or a damaged one"):
        restore(sqlite_installation, file)
    assert count_cases(sqlite_database) == 1


def test_a_file_from_elsewhere_writes_nothing_outside(sqlite_installation: Settings, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(
        '{"format": 1, "made_at": "2026-01-01T00:00:00+00:00", "kind": "sqlite", "schema": "0004",'
        ' "digests": {"database": "", "../evil": ""}}'
    )
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        archive.add(tmp_path / "manifest.json", "manifest.json")
        archive.add(tmp_path / "manifest.json", "../evil")
    with pytest.raises(InvalidInput, match="holds what no backup holds"):
        restore(sqlite_installation, tmp_path / "evil.tar")


def test_a_backup_of_the_other_kind_of_database_is_refused(
    sqlite_installation: Settings, sqlite_database: Database, tmp_path: Path
) -> None:
    write_backup(sqlite_installation, sqlite_database, tmp_path / "backup.tar")
    elsewhere = sqlite_installation.model_copy(update={"database_url": "postgresql://nobody@localhost/none"})
    with pytest.raises(InvalidInput, match="of sqlite, and the settings name another database"):
        restore(elsewhere, tmp_path / "backup.tar")


def test_without_the_programs_of_postgresql_it_says_so(
    postgresql_database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DatabaseUnavailable, match="pg_dump is not here"):
        write_backup(settings, postgresql_database, tmp_path / "backup.tar")
    assert not (tmp_path / "backup.tar").exists()


def test_a_failed_backup_leaves_the_last_one(
    sqlite_installation: Settings, sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.tar"
    write_backup(sqlite_installation, sqlite_database, file)
    before = file.read_bytes()
    monkeypatch.setattr("ui.backups.check_sqlite", lambda _copy: shutil.copyfile(tmp_path / "no such file", file))
    with pytest.raises(OSError, match="no such file"):
        write_backup(sqlite_installation, sqlite_database, file)
    assert file.read_bytes() == before


def test_a_database_put_back_by_hand_does_not_serve_before_the_replay(
    sqlite_installation: Settings, sqlite_database: Database
) -> None:
    ledger, entry = open_ledger(sqlite_installation), LedgerEntry(("a" * 64,))
    require_replayed(sqlite_installation, sqlite_database)
    ledger.append(entry)
    with pytest.raises(DatabaseUnavailable, match="older than 1 erasures of the ledger: run `civicdesk person replay`"):
        require_replayed(sqlite_installation, sqlite_database)
    assert replay(sqlite_installation, sqlite_database, ledger)[0] == 1
    require_replayed(sqlite_installation, sqlite_database)
    with sqlite_database.write() as session:  # Known here, and still to be done: the worker does it.
        ask_erasure(session, LedgerEntry(("b" * 64,)), actor=operator(), counts={})
    require_replayed(sqlite_installation, sqlite_database)
