"""Is a case opened whole, found by who may see it, and changed by one at a time?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.accounts.permissions import CITIZEN, Role
from assistant.cases import handling, register
from assistant.cases.fields import FieldName, FieldValue, fields_from_json
from assistant.cases.models import CaseMessage
from assistant.cases.numbers import read_number
from assistant.cases.report import Issue, ReportFile
from assistant.cases.states import CaseState
from assistant.database import Database
from assistant.errors import CaseNotFound, PermissionDenied
from tests.assistant.cases.reports import TARGETS, log, officer, open_case, read, send, triage


def test_a_report_becomes_a_case_in_triage_with_its_text_first(database: Database) -> None:
    opened = open_case(database)
    case = read(database, opened.case.id)
    assert (case.state, case.department, case.category) == (CaseState.TRIAGE, None, "street_light")
    assert read_number(case.number) == case.number
    assert log(database, case.id) == ["incoming", "opened"]
    assert case.resolve_by == TARGETS.resolve_by("street_light", "normal", case.clock_from)


def test_only_the_hash_of_the_token_is_kept(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database)
    assert len(opened.token) == 32  # 24 random bytes: 192 bits.
    assert opened.case.access_hash == register.hash_token(opened.token) != opened.token


def test_fields_and_further_matters_are_kept_as_they_were_found(sqlite_database: Database) -> None:
    place = FieldValue("12 Garden Street", 0.9, None)
    noise = Issue("And the drilling!", 60, 77, triage("noise_construction", ("EPD",), priority="urgent"), "Drilling.")
    opened = open_case(sqlite_database, fields={FieldName.SUBJECT_LOCATION: place}, issues=[noise])
    case = read(sqlite_database, opened.case.id)
    assert fields_from_json(case.fields)[FieldName.SUBJECT_LOCATION] == place
    [issue] = case.issues
    assert (issue["category"], issue["departments"], issue["case_number"]) == ("noise_construction", ["EPD"], None)
    assert issue["triage"]["priority"]["code"] == "urgent"


def test_files_are_held_until_they_are_scanned(sqlite_database: Database) -> None:
    file = ReportFile("lamp.jpg", "image/jpeg", 3, "0" * 64, b"abc")
    opened = open_case(sqlite_database, files=[file])
    with sqlite_database.read() as session:
        [message] = [e for e in register.read_log(session, opened.case.id) if isinstance(e, CaseMessage)]
        assert [(a.filename, a.scan, a.content) for a in message.attachments] == [("lamp.jpg", "held", b"abc")]


def test_a_case_is_found_by_its_id_and_by_its_number(sqlite_database: Database) -> None:
    opened, ada = open_case(sqlite_database), officer(sqlite_database)
    with sqlite_database.read() as session:
        by_number = register.find_case(session, opened.case.number, actor=ada)
        assert by_number.id == register.find_case(session, opened.case.id, actor=ada).id


def test_who_may_read_no_case_is_refused(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database)
    editor = officer(sqlite_database, "eve", roles=(Role.EDITOR,))
    with sqlite_database.read() as session:
        for nobody in (CITIZEN, editor):
            with pytest.raises(PermissionDenied):
                register.find_case(session, opened.case.id, actor=nobody)


def test_another_departments_case_does_not_exist(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database)
    lights, trees = (officer(sqlite_database, code, departments=(code,)) for code in ("HYD", "TREE"))
    with sqlite_database.write() as session:
        send(session, opened.case.id, "HYD")
    with sqlite_database.read() as session:
        assert register.find_case(session, opened.case.id, actor=lights).department == "HYD"
        for unknown in (opened.case.id, "C-0000-0000"):
            with pytest.raises(CaseNotFound, match="there is no such case that you may see"):
                register.find_case(session, unknown, actor=trees)


def test_the_contact_centres_own_cases_are_for_who_serves_all(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database)
    lights = officer(sqlite_database, "hyd", departments=("HYD",))
    with sqlite_database.read() as session, pytest.raises(CaseNotFound):
        register.find_case(session, opened.case.id, actor=lights)


def test_the_log_is_read_on_from_where_one_was(sqlite_database: Database) -> None:
    opened, ada = open_case(sqlite_database), officer(sqlite_database)
    with sqlite_database.write() as session:
        handling.add_note(session, opened.case.id, actor=ada, text="Called the depot.")
    with sqlite_database.read() as session:
        assert [entry.sequence for entry in register.read_log(session, opened.case.id, after=2)] == [3]


def test_thirty_officers_at_once_leave_no_gap_in_the_log(database: Database) -> None:
    opened, ada = open_case(database), officer(database)

    def write(number: int) -> None:
        with database.write() as session:
            handling.add_note(session, opened.case.id, actor=ada, text=f"Note {number}.")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(30)))
    with database.read() as session:
        assert [entry.sequence for entry in register.read_log(session, opened.case.id)] == list(range(1, 33))
    assert read(database, opened.case.id).version == 31  # The opening and thirty notes.
