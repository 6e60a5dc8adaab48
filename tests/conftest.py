"""What does every test stand on?  Settings and a database of its own, and no network beyond loopback."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from assistant.database import Database
from assistant.settings import PREFIX, Settings, load_settings
from tests.imap_server import DovecotMissing, ImapServer, start_imap_server
from tests.missing_programs import give_up
from tests.postgresql_server import PostgresqlMissing, PostgresqlServer, start_postgresql
from tests.running_service import import_samples, start_service
from tests.smtp_server import SmtpServerProcess, start_smtp_server

os.environ.setdefault("HF_HUB_OFFLINE", "1")


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    if event != "socket.connect":
        return
    address = arguments[1]
    host = address[0] if isinstance(address, tuple) else None
    if isinstance(host, str) and host not in ("localhost", "::1", "0.0.0.0") and not host.startswith("127."):  # noqa: S104  # Compared, not bound.
        raise AssertionError(f"a test reached for the network: {host}")


sys.addaudithook(_refuse_network)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI is set, a browser test that was skipped has failed: nobody would notice that it never runs."""
    report = yield
    if report.skipped and os.environ.get("CI") and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"skipped where CI is set: {call.excinfo.value if call.excinfo else ''}"
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("promise"):
            item.user_properties.append(("promise", mark.args[0]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Which promises were looked at, with how many tests each, and whether each was kept."""
    outcomes: dict[str, list[str]] = {}
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.getreports(outcome):
            for name, promise in getattr(report, "user_properties", ()):
                if name == "promise" and (report.when == "call" or outcome != "passed"):
                    outcomes.setdefault(str(promise), []).append(outcome)
    if outcomes:
        terminalreporter.section("promises")
    for promise, found in sorted(outcomes.items()):
        verdict = "kept" if set(found) == {"passed"} else "NOT KEPT"
        terminalreporter.write_line(f"{promise}  {verdict}  {found.count('passed')} of {len(found)} tests")


@pytest.fixture
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine that runs the tests is seen, neither from its environment nor from a `.env` file."""
    for name in list(os.environ):
        if name.upper().startswith(PREFIX) and not name.upper().startswith(PREFIX + "TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def settings(tmp_path: Path, clean_environment: None) -> Settings:
    """The settings of a fresh installation whose state lives in the test's own folder."""
    return load_settings(home=tmp_path)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest schema and no row, to be copied."""
    path = tmp_path_factory.mktemp("template") / "civicdesk.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite database, for tests in which the kind of database does not matter."""
    path = tmp_path / "civicdesk.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server of this test run.  Without its programs the test is skipped, or fails where CI is set."""
    try:
        server = start_postgresql()
    except PostgresqlMissing as missing:
        give_up(str(missing))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgresql_template(postgresql: PostgresqlServer) -> str:
    """The name of a PostgreSQL database with the newest schema and no row, to be copied."""
    name = postgresql.create_database()
    database = Database(postgresql.url(name))
    database.upgrade()
    database.close()
    return name


@pytest.fixture
def imap_server() -> Iterator[ImapServer]:
    """A Dovecot with one empty mailbox.  Without its program the test is skipped, or fails where CI is set."""
    try:
        server = start_imap_server()
    except DovecotMissing as missing:
        give_up(str(missing))
    yield server
    server.stop()


@pytest.fixture
def smtp_server(tmp_path: Path) -> Iterator[SmtpServerProcess]:
    """An SMTP server that keeps what it is given."""
    server = start_smtp_server(tmp_path / "sent")
    yield server
    server.stop()


@pytest.fixture
def postgresql_database(postgresql: PostgresqlServer, postgresql_template: str) -> Iterator[Database]:
    """A fresh PostgreSQL database."""
    name = postgresql.create_database(template=postgresql_template)
    database = Database(postgresql.url(name))
    yield database
    database.close()
    postgresql.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh database; the test runs once on each kind."""
    fresh: Database = request.getfixturevalue(f"{request.param}_database")
    return fresh


@pytest.fixture(params=["sqlite", "postgresql"])
def new_empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Makes databases without any table, for tests of the migrations themselves; once for each kind."""
    opened: list[Database] = []
    names: list[str] = []

    def new() -> Database:
        if request.param == "sqlite":
            address = f"sqlite:///{tmp_path / f'empty{len(opened)}.db'}"
        else:
            names.append(request.getfixturevalue("postgresql").create_database())
            address = request.getfixturevalue("postgresql").url(names[-1])
        opened.append(Database(address))
        return opened[-1]

    yield new
    for database in opened:
        database.close()
    for name in names:
        request.getfixturevalue("postgresql").drop_database(name)


@pytest.fixture(scope="session")
def citizen_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of `citizen_site`, with the knowledge of Ching Wan City and its vectors."""
    home = tmp_path_factory.mktemp("citizen_site")
    import_samples(home)
    return home


@pytest.fixture(scope="session")
def citizen_site(citizen_home: Path) -> Iterator[str]:
    """The address of a real service: a process of its own, with the packaged embedding."""
    service = start_service(citizen_home)
    service.wait_until_ready()
    yield service.address
    service.stop()
