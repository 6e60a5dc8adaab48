"""Can the operator see which mails became no case, make a case of one, and manage webhooks?"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.audit import AuditEvent
from assistant.database import Database
from tests.ingestion.mail.desk import Desk
from tests.ingestion.mail.letters import letter
from ui.cli import cli, main


@pytest.fixture
def desk(sqlite_database: Database, clean_environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    """A desk whose database is the one of the commands."""
    monkeypatch.setenv("CIVICDESK_HOME", str(tmp_path))
    return Desk(sqlite_database)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


def test_what_was_set_aside_is_listed_and_becomes_a_case_after_all(desk: Desk) -> None:
    assert "every mail has become a case" in run("mail", "list")
    desk.take(letter(Auto_Submitted="auto-replied"))
    listed = run("mail", "list")
    assert "set_aside  auto_reply" in listed
    run("mail", "rescue", "1")
    desk.take()
    assert len(desk.cases()) == 1
    # A program wrote it, so that nobody is thanked for it.
    assert [mail.state for mail in desk.outgoing()] == ["stopped"]
    with desk.database.read() as session:
        assert session.get_one(AuditEvent, 1).action == "mail.rescue"


def test_a_mail_that_is_a_case_already_needs_no_rescue(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.take(letter())
    monkeypatch.setattr(sys, "argv", ["civicdesk", "mail", "rescue", "1"])
    with pytest.raises(SystemExit):
        main()
    assert "needs no rescue" in capsys.readouterr().err


def test_a_webhook_is_added_listed_without_its_secret_and_removed(desk: Desk) -> None:
    secret = run("webhook", "add", "desk", "https://desk.example/hook", "--event", "referred").strip()
    assert len(secret) >= 32
    listed = run("webhook", "list")
    assert "desk  https://desk.example/hook  referred  every department" in listed
    assert secret not in listed
    assert "removed" in run("webhook", "remove", "desk")
    assert "there is no webhook" in run("webhook", "list")
