"""Is a person who asks for it gone from everywhere, and does an old backup bring them back?"""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import select
from starlette.testclient import TestClient

from assistant.accounts.permissions import operator
from assistant.audit import AuditEvent, verify_chain
from assistant.cases.models import Case, CaseMessage
from assistant.database import Database, utc_now
from assistant.personal_data.erasing import erase
from assistant.personal_data.identifiers import Identifier
from assistant.personal_data.ledger import LedgerEntry, open_ledger
from assistant.personal_data.models import Erasure
from tests.assistant.cases.reports import open_case
from tests.ingestion.mail.desk import Desk
from tests.personal_canary import (
    EMAIL,
    MARKS,
    PHONE,
    canary_mail,
    draft_elsewhere,
    holds_citizens,
    put_another,
    put_everywhere,
    search_everywhere,
)
from tests.ui.desk import desk
from tests.ui.inside import service_of
from ui.cli import cli
from ui.personal_data import REGISTRY

pytestmark = pytest.mark.promise("P18")


on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""For what does not depend on the kind of database."""


@pytest.fixture
def home(database: Database, tmp_path: Path, clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state folder of the commands, whose database is the fixture's."""
    monkeypatch.setenv("CIVICDESK_HOME", str(tmp_path))
    monkeypatch.setenv("CIVICDESK_DATABASE_URL", database.url.render_as_string(hide_password=False))
    monkeypatch.setenv("CIVICDESK_MAIL_FOLDER", str(tmp_path / "mail"))
    return tmp_path


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where backups are kept: not with the service."""
    return tmp_path_factory.mktemp("backups")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def rows_of(database: Database, table: str) -> int:
    with database.read() as session:
        return len(session.execute(select(*REGISTRY.stores[table].key)).all())


def test_a_person_in_every_store_is_gone_from_everywhere(
    database: Database, home: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    put_everywhere(database, home / "mail")
    other = put_another(database)
    draft_elsewhere(database)
    before = search_everywhere(database, home)
    empty = [s.name for s in REGISTRY.stores.values() if holds_citizens(s) and not rows_of(database, s.name)]
    assert empty == []
    assert {"cases", "case_messages", "case_attachments", "mails", "messages", "handoffs"} <= before.keys()
    caplog.clear()

    found = run("person", "find", EMAIL)
    assert re.search(r"1  mail files\n", found)
    assert re.search(r"1  suggestions, of others who name them", found)
    assert search_everywhere(database, home) == before  # Finding changes nothing.
    assert "nothing was erased" in run("person", "erase", EMAIL, PHONE)
    assert search_everywhere(database, home).keys() == before.keys()

    capfd.readouterr()
    told = run("person", "erase", EMAIL, PHONE, "--yes")
    assert search_everywhere(database, home) == {}
    written = caplog.text + told + "".join(capfd.readouterr())
    assert [mark for mark in MARKS if mark.casefold() in written.casefold()] == []
    with database.read() as session:
        kept = session.get_one(Case, other)
        assert kept.contact == {"name": "Chan Tai Man", "email": "tai.man@mail.example"}
        body = session.scalars(select(CaseMessage.body).where(CaseMessage.case_id == other)).first()
        assert body == f"My neighbour ({'█' * len(EMAIL)}, tel. {'█' * len(PHONE)}) has the same dark lamp."
        assert [row.done_at is not None for row in session.scalars(select(Erasure))] == [True]
        assert verify_chain(session, actor=operator()).broken == ()


def test_an_old_backup_does_not_bring_them_back(database: Database, home: Path, elsewhere: Path) -> None:
    put_everywhere(database, home / "mail")
    other = put_another(database)
    run("backup", str(elsewhere / "old.tar"))
    run("person", "erase", EMAIL, PHONE, "--yes")
    database.close()
    told = run("restore", str(elsewhere / "old.tar"), "--yes")
    assert re.search(r"1 erasures of the ledger done again: \d\d rows", told)
    assert search_everywhere(database, home) == {}
    with database.read() as session:
        assert session.get(Case, other) is not None
        assert "backup.restore" in session.scalars(select(AuditEvent.action)).all()


@on_sqlite
def test_an_erased_case_keeps_its_number_and_is_closed(database: Database, home: Path) -> None:
    put_everywhere(database, home / "mail")
    with database.read() as session:
        before = session.scalars(select(Case)).first()
        assert before is not None
    run("person", "erase", EMAIL, "--yes")
    with database.read() as session:
        case = session.get_one(Case, before.id)
    assert (case.number, case.category, case.state) == (before.number, before.category, "closed")
    assert (case.summary, case.contact, case.closing) == ("", {}, None)
    assert set(case.fields.values()) == {None}
    assert case.access_hash != before.access_hash


@on_sqlite
def test_whoever_was_erased_may_write_again(database: Database, home: Path, elsewhere: Path) -> None:
    put_everywhere(database, home / "mail")
    run("person", "erase", EMAIL, "--yes")
    with time_machine.travel(utc_now().timestamp() + 60):
        Desk(database).take(canary_mail())
        run("person", "replay")
        run("backup", str(elsewhere / "new.tar"))
        database.close()
        run("restore", str(elsewhere / "new.tar"), "--yes")
    assert {"cases", "case_messages", "mails"} <= search_everywhere(database).keys()


@on_sqlite
def test_a_conversation_without_contact_is_erased_by_its_id(database: Database, home: Path) -> None:
    conversation_id = put_everywhere(database, home / "mail")
    run("person", "erase", conversation_id, "--yes")
    left = search_everywhere(database)
    assert {"messages", "handoffs", "answers", "suggestions"} & left.keys() == set()
    assert {"cases", "mails"} <= left.keys()


def test_a_case_is_erased_by_its_number_and_what_was_left_with_it(database: Database, home: Path) -> None:
    put_everywhere(database, home / "mail")
    with database.read() as session:
        number = session.scalars(select(Case.number)).one()
    wrong = CliRunner().invoke(cli, ["person", "erase", number, "--contact", "somebody@else.example", "--yes"])
    assert "no case has this number and this contact" in str(wrong.exception)
    run("person", "erase", number, "--contact", EMAIL, "--yes")
    left = search_everywhere(database, home / "mail")
    assert {"cases", "case_messages", "mails", "done/canary.eml"} & left.keys() == set()
    assert {"messages", "handoffs"} <= left.keys()


@on_sqlite
def test_the_audit_tells_that_somebody_looked_but_not_for_whom(database: Database, home: Path) -> None:
    put_another(database)
    run("person", "find", EMAIL, PHONE)
    with database.read() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "person.find")).one()
    assert len(event.detail["fingerprints"]) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in event.detail["fingerprints"])


@on_sqlite
def test_what_names_nobody_is_refused(database: Database, home: Path) -> None:
    result = CliRunner().invoke(cli, ["person", "erase", "Zebedee", "--yes"])
    assert "give an e-mail address, a phone number" in str(result.exception)


def test_staff_and_the_citizen_still_meet_an_erased_case_without_an_error(client: TestClient) -> None:
    service = service_of(client)
    mail = "erased.person@mail.example"
    opened = open_case(service.database, contact={"name": "Lee Ka", "email": mail})
    ledger = open_ledger(service.settings)
    prints = (ledger.fingerprints.of(Identifier.email(mail)),)
    erase(service.database, REGISTRY, ledger, [], [LedgerEntry(prints)])
    agent = desk(client)
    shown = agent.read(f"cases/{opened.case.id}")
    assert (shown["number"], shown["state"], shown["summary"]) == (opened.case.number, "closed", "")
    assert opened.case.id in [case["id"] for case in agent.read("cases?limit=200&view=closed")["cases"]]
    progress = client.post("/api/v1/reports/progress", json={"number": opened.case.number, "contact": mail})
    assert progress.status_code == 404
