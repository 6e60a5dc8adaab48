"""How does a backup become the database again, without those who were erased since?

SQLite's copy is erased of them before it takes the place of the database.  PostgreSQL's is erased in place; until that
is done nothing serves from it (`ui/personal_data.py`: require_replayed).
"""

from __future__ import annotations

import datetime
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, text

from assistant.accounts.permissions import operator
from assistant.audit import record_event
from assistant.database import Database
from assistant.errors import DatabaseUnavailable, InvalidInput
from assistant.personal_data.ledger import open_ledger
from assistant.personal_data.retention import load_retention
from assistant.settings import Settings
from ui.backups import DATABASE, HOME_FILES, Manifest, check_sqlite, read_backup, run_postgresql
from ui.personal_data import replay

_INDEX = ("chroma", "chroma.seal")
"""Made again from the database; the one that is there belongs to what is being replaced."""


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    erasures: int
    """How many of the ledger were done again."""
    erased_rows: int


def restore(
    settings: Settings, file: Path, *, take_old: bool = False, confirm: Callable[[Manifest], None] = lambda _: None
) -> Restored:
    """Raises InvalidInput for a backup that cannot or may not be used, and DatabaseUnavailable."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.home) as folder:
        manifest = read_backup(file, Path(folder))
        _check(settings, file, manifest, take_old=take_old)
        confirm(manifest)
        work = _restore_sqlite if manifest.kind == "sqlite" else _restore_postgresql
        erasures, erased = work(settings, Path(folder) / DATABASE, manifest)
        for name in HOME_FILES:
            if (Path(folder) / name).is_file():
                (Path(folder) / name).chmod(0o600)
                (Path(folder) / name).replace(settings.home / name)
        for name in _INDEX:
            _remove(settings.home / name)
    return Restored(manifest, erasures, erased)


def _check(settings: Settings, file: Path, manifest: Manifest, *, take_old: bool) -> None:
    database = Database(settings.sqlalchemy_url)
    database.close()
    if database.url.get_backend_name() != manifest.kind:
        raise InvalidInput(f"{file}: of {manifest.kind}, and the settings name another database", field="file")
    most = load_retention(settings.retention).days["backups"]
    if manifest.age > datetime.timedelta(days=most) and not take_old:
        raise InvalidInput(
            f"{file}: {manifest.age.days} days old, and a backup is kept for {most}; --old takes it all the same",
            field="file",
        )


def _restore_sqlite(settings: Settings, copy: Path, manifest: Manifest) -> tuple[int, int]:
    place = Path(str(Database(settings.sqlalchemy_url).url.database)).absolute()
    _require_unused(place)
    with closing(sqlite3.connect(copy)) as connection:
        check_sqlite(connection)
    database = Database(f"sqlite:///{copy}")
    try:
        result = _bring_up_to_date(settings, database, manifest)
    finally:
        database.close()
    with closing(sqlite3.connect(copy)) as connection:  # Into one file, which is put in place in one step.
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")
    for ending in ("-wal", "-shm", "-journal"):
        _remove(place.with_name(place.name + ending))
    copy.chmod(0o600)
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    copy.replace(place)
    return result


def _restore_postgresql(settings: Settings, copy: Path, manifest: Manifest) -> tuple[int, int]:
    database = Database(settings.sqlalchemy_url)
    try:
        with database.engine.begin() as connection:
            others = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if connection.scalar(text(others)):
                raise DatabaseUnavailable("the database is in use: stop the service and its worker first")
            for table in inspect(connection).get_table_names():  # Also those that the backup does not know.
                connection.execute(text(f'DROP TABLE "{table}" CASCADE'))
        options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", str(copy))
        run_postgresql("pg_restore", database.url, *options)
        return _bring_up_to_date(settings, database, manifest)
    finally:
        database.close()


def _bring_up_to_date(settings: Settings, database: Database, manifest: Manifest) -> tuple[int, int]:
    """The newest schema, everybody of the ledger erased again, and a word about it in the audit."""
    database.upgrade()
    erasures, counts = replay(settings, database, open_ledger(settings))
    with database.write() as session:
        made_at = manifest.made_at.isoformat(timespec="seconds")
        record_event(
            session, operator(), action="backup.restore", subject="database", made_at=made_at, erasures=erasures
        )
    return erasures, sum(counts.values())


def _require_unused(place: Path) -> None:
    """Leaving the write-ahead log needs the database alone: it fails as long as anybody has it open."""
    if not place.exists():
        return
    with closing(sqlite3.connect(place, timeout=1)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise DatabaseUnavailable("the database is in use: stop the service and its worker first") from error
        except sqlite3.DatabaseError:  # Damaged: that is why a backup is restored.
            return


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
