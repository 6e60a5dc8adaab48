"""Does a night remove what was kept long enough, that and nothing else, once, whoever dies at it?"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select, update

from assistant.accounts.permissions import operator
from assistant.answering.answer import HandoffReason
from assistant.answering.draft import Role
from assistant.cases.models import Case, CaseMessage, CaseStep
from assistant.conversations import history
from assistant.conversations.handoffs import open_handoff
from assistant.conversations.models import Conversation, Message
from assistant.database import Database, utc_now
from assistant.personal_data.identifiers import Identifier
from assistant.personal_data.keeping import claim_round, end_round
from assistant.personal_data.ledger import LedgerEntry, open_ledger
from assistant.personal_data.models import Erasure, KeepingRound
from assistant.personal_data.requests import ask_erasure
from assistant.personal_data.retention import load_retention
from assistant.settings import Settings
from ingestion.mail.intake import MailState
from tests.assistant.cases.reports import close, open_case
from tests.ingestion.mail.desk import Desk
from tests.ingestion.mail.letters import letter
from ui.personal_data import keep_tonight

MORNING = datetime.datetime.now().astimezone().replace(hour=4, minute=0, second=0, microsecond=0)
DAY = datetime.timedelta(days=1)


def tonight(settings: Settings, database: Database, *, after: int = 0) -> dict[str, int]:
    """The night that many days from now."""
    with time_machine.travel(MORNING + after * DAY, tick=False):
        return keep_tonight(settings, database, stopping=lambda: False)


def talk(database: Database, *, waits: bool = False) -> str:
    with database.write() as session:
        started = history.start_conversation(session, language="en")
        history.append_message(session, started.id, role=Role.CITIZEN, text="A dark lamp.", language="en")
        if waits:
            conversation = history.lock_conversation(session, started.id)
            open_handoff(session, conversation, reason=HandoffReason.CUSTOMER_REQUEST, language="en")
    return started.id


def test_a_conversation_goes_400_days_after_its_last_message(settings: Settings, database: Database) -> None:
    talk(database)
    assert tonight(settings, database, after=399) == {}
    assert tonight(settings, database, after=402) == {"conversations": 1, "messages": 1}


def test_whoever_still_waits_for_a_person_stays(settings: Settings, sqlite_database: Database) -> None:
    waiting = talk(sqlite_database, waits=True)
    tonight(settings, sqlite_database, after=500)
    with sqlite_database.read() as session:
        assert session.get(Conversation, waiting) is not None


def test_a_closed_case_loses_its_words_after_seven_years_and_keeps_its_numbers(
    settings: Settings, database: Database
) -> None:
    closed, still_open = open_case(database).case, open_case(database).case
    close(database, closed.id)
    counts = tonight(settings, database, after=2560)
    assert counts["cases"] == 1
    with database.read() as session:
        case = session.get_one(Case, closed.id)
        assert (case.number, case.category, case.summary, case.contact) == (closed.number, closed.category, "", {})
        assert session.get_one(Case, still_open.id).contact == still_open.contact
        assert session.scalars(select(CaseMessage.case_id)).unique().all() == [still_open.id]
        kinds = session.scalars(select(CaseStep.kind).where(CaseStep.case_id == closed.id)).all()
        assert set(kinds) == {"opened", "closed"}
    assert "cases" not in tonight(settings, database, after=2561)


def test_a_mail_that_waits_is_never_taken_away(settings: Settings, sqlite_database: Database) -> None:
    desk = Desk(sqlite_database)
    desk.take(letter())
    desk.keep(letter(message_id="<second@mail.example>"))
    assert tonight(settings, sqlite_database, after=402)["mails"] == 1
    assert [mail.state for mail in desk.mails()] == [MailState.WAITING]
    assert len(desk.cases()) == 1


def test_many_rows_go_in_batches(
    settings: Settings, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.personal_data.keeping.BATCH", 2)
    for _ in range(5):
        talk(sqlite_database)
    assert tonight(settings, sqlite_database, after=402)["conversations"] == 5
    with sqlite_database.read() as session:
        assert session.scalars(select(Message.id)).all() == []


def test_files_of_mails_go_with_their_period(settings: Settings, sqlite_database: Database, tmp_path: Path) -> None:
    done = tmp_path / "mail" / "done"
    done.mkdir(parents=True)
    (done / "one.eml").write_bytes(letter())
    settings = settings.model_copy(update={"mail_folder": tmp_path / "mail"})
    assert tonight(settings, sqlite_database, after=399) == {}
    assert tonight(settings, sqlite_database, after=402) == {"mail files": 1}
    assert list(done.iterdir()) == []


def test_an_erasure_that_was_cut_short_is_finished_at_any_hour(settings: Settings, database: Database) -> None:
    opened, ledger = open_case(database), open_ledger(settings)
    entry = LedgerEntry((ledger.fingerprints.of(Identifier.email("tai.man@mail.example")),))
    with database.write() as session:  # The ledger's file is lost as well.
        ask_erasure(session, entry, actor=operator(), counts={})
    with time_machine.travel(MORNING.replace(hour=1), tick=False):
        keep_tonight(settings, database, stopping=lambda: False)
    with database.read() as session:
        assert session.get_one(Case, opened.case.id).contact == {}
        assert session.scalars(select(Erasure.done_at)).one() is not None
        assert session.scalars(select(KeepingRound)).all() == []
    assert ledger.read() == [entry]


# The round


def test_a_night_has_one_round_from_its_hour_on(database: Database) -> None:
    retention = load_retention()
    with database.write() as session:
        assert claim_round(session, retention=retention, here=MORNING.replace(hour=2)) is None
        assert claim_round(session, retention=retention, here=MORNING) == MORNING.date()
    with database.write() as session:
        assert claim_round(session, retention=retention, here=MORNING) is None
        end_round(session, MORNING.date(), {"mails": 1})
    with database.write() as session:
        assert claim_round(session, retention=retention, here=MORNING) is None
        assert claim_round(session, retention=retention, here=MORNING + DAY) == (MORNING + DAY).date()


def test_another_worker_goes_on_where_one_has_died(database: Database) -> None:
    with database.write() as session:
        claim_round(session, retention=load_retention(), here=MORNING)
        session.execute(update(KeepingRound).values(claimed_until=utc_now() - DAY))
    with database.write() as session:
        assert claim_round(session, retention=load_retention(), here=MORNING) == MORNING.date()


def test_a_round_that_was_stopped_goes_on_later(settings: Settings, sqlite_database: Database) -> None:
    talk(sqlite_database)
    with time_machine.travel(MORNING + 402 * DAY, tick=False):
        assert keep_tonight(settings, sqlite_database, stopping=lambda: True) == {}
    with time_machine.travel(MORNING + 402 * DAY + datetime.timedelta(hours=1), tick=False):
        assert keep_tonight(settings, sqlite_database, stopping=lambda: False)["conversations"] == 1
