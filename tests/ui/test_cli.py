"""Is the program told what it should do, and does it say in one clear line what it cannot?"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.database import Database
from tests.ui.command_line import home, invoke, refusal, run
from tests.ui.talk import begin
from ui.cli import COMMANDS

__all__ = ["home"]

SLOW_IMPORTS = ("torch", "chromadb", "fastapi", "sqlalchemy", "numpy", "pydantic")


def test_help_names_every_command_quickly() -> None:
    seconds = []
    for _ in range(3):  # A busy machine may be slow once.
        started = time.perf_counter()
        shown = subprocess.run([sys.executable, "-m", "ui.cli", "--help"], capture_output=True, text=True, check=True)
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.5
    assert [name for name in COMMANDS if f"  {name} " not in shown.stdout] == []


def test_help_loads_nothing_that_it_does_not_need() -> None:
    code = (
        "import sys\nfrom ui.cli import cli\n"
        "try: cli(['--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {SLOW_IMPORTS} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    assert invoke(name, "--help").exit_code == 0


def test_an_unknown_command_is_refused() -> None:
    assert invoke("fly").exit_code == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CIVICDESK_LOG_LEVEL", "LOUD"),
        ("CIVICDESK_COMPUTE_THREADS", "0"),
        ("CIVICDESK_INDEX", "best"),
        ("CIVICDESK_DATABASE_URL", "mysql://root@localhost/x"),
        ("CIVICDESK_DATABASE_URL", "nonsense"),
        ("CIVICDESK_DATABASE_URL", "sqlite:///missing/../../../../../../../dev/null/x.db"),
        ("CIVICDESK_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x"),
        ("CIVICDESK_HOME", "/dev/null/state"),
        ("CIVICDESK_CATALOGUE", "missing.json"),
        ("CIVICDESK_EMBEDDING", "./missing"),
    ],
)
def test_a_wrong_setting_stops_a_command_with_its_name(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert name in refusal(monkeypatch, capsys, "ask", "How do I renew my driving licence?")


def test_a_file_that_is_no_database_stops_a_command_with_the_settings_name(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("This is no database. " * 50)
    monkeypatch.setenv("CIVICDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'notes.txt'}")
    assert "CIVICDESK_DATABASE_URL" in refusal(monkeypatch, capsys, "handoffs")


def test_a_database_of_a_newer_release_stops_a_command(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run("db", "upgrade")
    database = Database(f"sqlite:///{home / 'civicdesk.db'}")
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "9999" in refusal(monkeypatch, capsys, "handoffs")


def test_the_schema_is_brought_up_and_its_password_never_shown(home: Path) -> None:
    assert "the schema is the newest" in run("db", "upgrade")
    assert "the schema is the newest" in run("db", "upgrade")


def test_who_waits_for_a_person_is_listed(home: Path) -> None:
    from starlette.testclient import TestClient

    from assistant.settings import load_settings
    from ui.app import create_app

    assert run("handoffs") == "nobody is waiting\n"
    assert run("handoffs", "--json") == ""
    with TestClient(create_app(load_settings())) as client:
        handoff = begin(client, language="zh-Hant").post("handoff", {"note": "請早上致電"}).json()
    assert handoff["reference"] in run("handoffs")
    listed = json.loads(run("handoffs", "--json"))
    assert (listed["reference"], listed["language"], listed["note"]) == (handoff["reference"], "zh-Hant", "請早上致電")
    assert (listed["contact"], listed["state"], listed["agent"]) == (None, "waiting", None)
