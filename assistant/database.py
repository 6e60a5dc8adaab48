"""Where do records live, and who may write at a time?

SQLite before 3.51.3 can corrupt a WAL database when two connections write or checkpoint at once, and two of its
writers otherwise wait by sleeping.  So on SQLite every write transaction passes one gate: a lock inside the process
and a file lock between processes.  PostgreSQL needs no gate.
"""

from __future__ import annotations

import datetime
import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Session

from assistant.errors import DatabaseUnavailable

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",  # All columns: a table may have two that begin with the same one.
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


NEWEST_MIGRATION = "0007"
"""The revision that the code is written for; told here because Alembic takes a tenth of a second at every start."""


_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "secure_delete=ON",  # A citizen's words that are deleted leave the file as well.
)


class Row(DeclarativeBase):
    """Parent of every table of the house."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime.datetime]):
    """An aware UTC time; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a stored time must be aware")
        return value and value.astimezone(datetime.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime.datetime | None:
        if value is None:
            return None
        stored: datetime.datetime = value if value.tzinfo else value.replace(tzinfo=datetime.UTC)
        return stored.astimezone(datetime.UTC)


def utc_now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def today_here() -> datetime.date:
    """Today on the machine's own calendar: effective dates mean the day where the service stands."""
    return datetime.datetime.now().astimezone().date()


class Database:
    """One installation's database.  `read()` and `write()` give sessions; only `write()` commits."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._gate = threading.Lock()
        self._gate_file: Path | None = None
        if self.is_sqlite and self.url.database and self.url.database != ":memory:":
            path = Path(self.url.database).absolute()
            path.parent.mkdir(parents=True, exist_ok=True)
            self._gate_file = path.with_name(path.name + ".write-lock")
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgresql_engine(url)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; nothing done in it is kept."""
        engine = self.engine.execution_options(sqlite_begin="DEFERRED") if self.is_sqlite else self.engine
        with self._mapped_errors(), Session(engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits once at the end, or keeps nothing when an exception leaves the block."""
        with self._mapped_errors(), self._write_gate(), Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def _write_gate(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        with self._gate:
            if self._gate_file is None:
                yield
                return
            with self._open_gate(self._gate_file) as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield

    def _open_gate(self, path: Path) -> IO[str]:
        try:
            return path.open("a")
        except OSError as error:
            raise DatabaseUnavailable(f"the folder of the database cannot be written: {error.strerror}") from error

    @contextmanager
    def _mapped_errors(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError, PoolTimeoutError) as error:
            raise DatabaseUnavailable("the database cannot be used at the moment") from error
        except DatabaseError as error:
            if type(error) is not DatabaseError:  # A damaged SQLite file is the plain class, our own mistakes are not.
                raise
            raise DatabaseUnavailable("the database file is damaged") from error

    def upgrade(self) -> None:
        """Bring the schema to the newest migration, wholly or not at all.  Raises DatabaseUnavailable."""
        self._migrate(lambda command, config: command.upgrade(config, "head"))

    def downgrade(self, revision: str) -> None:
        """Take the schema back to `revision`; `base` empties it.  Raises DatabaseUnavailable."""
        self._migrate(lambda command, config: command.downgrade(config, revision))

    def _migrate(self, step: Callable[[Any, Any], None]) -> None:
        from alembic import command

        with (
            self._mapped_errors(),
            self._write_gate(),
            self.engine.connect() as connection,
            self._sqlite_foreign_keys_off(connection),
            connection.begin(),
        ):
            step(command, self.alembic_config(connection))
            self._check_sqlite_foreign_keys(connection)

    @contextmanager
    def _sqlite_foreign_keys_off(self, connection: Connection) -> Iterator[None]:
        # SQLite changes a table by rebuilding it, and dropping the old one would delete the rows that refer to it.
        # The switch does nothing inside a transaction, so it is set on the driver before one begins.
        if not self.is_sqlite:
            yield
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield
        finally:
            driver.execute("PRAGMA foreign_keys=ON")

    def _check_sqlite_foreign_keys(self, connection: Connection) -> None:
        if self.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            raise DatabaseUnavailable(f"a migration would leave {len(broken)} rows without what they refer to")

    def alembic_config(self, connection: Any = None) -> Any:
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(files("assistant") / "migrations"))
        config.attributes["connection"] = connection
        return config

    def schema_is_current(self) -> bool:
        """True when the newest migration has run.  Raises DatabaseUnavailable."""
        with self.read() as session:
            if not inspect(session.connection()).has_table("alembic_version"):
                return False
            applied = list(session.scalars(text("SELECT version_num FROM alembic_version")))
        return applied == [NEWEST_MIGRATION]

    def ping(self) -> bool:
        """True when the database answers and its schema is the newest."""
        try:
            return self.schema_is_current()
        except DatabaseUnavailable:
            return False

    def close(self) -> None:
        self.engine.dispose()


def _sqlite_engine(url: str) -> Engine:
    # A generous pool: a request holds a connection for milliseconds, and an exhausted pool would be an error.
    # Errors are logged, and citizens' words are among the parameters.
    engine = create_engine(
        url, hide_parameters=True, pool_size=64, max_overflow=64, connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # Python's own BEGIN comes too late to protect a read-then-write.
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _postgresql_engine(url: str) -> Engine:
    address = make_url(url).set(drivername="postgresql+psycopg")
    return create_engine(
        address,
        hide_parameters=True,
        pool_size=20,
        max_overflow=44,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "options": "-c statement_timeout=10000"},
    )
