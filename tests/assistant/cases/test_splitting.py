"""Does each matter of a mail get its own case, and each department of a joint one its part?"""

from __future__ import annotations

from typing import Any

import pytest

from assistant.accounts.permissions import operator
from assistant.cases import handling, referrals, splitting
from assistant.cases.fields import FieldName, FieldValue, fields_from_json
from assistant.cases.models import Case
from assistant.cases.register import Opened
from assistant.cases.report import Issue
from assistant.cases.states import CaseState
from assistant.database import Database
from assistant.errors import InvalidInput, TransitionNotAllowed
from tests.assistant.cases.reports import (
    TARGETS,
    audits,
    close,
    log,
    mails,
    officer,
    open_case,
    open_part,
    read,
    triage,
)

TEXT = "The lamp is dark. The drill never stops."
MATTERS = [
    Issue("The lamp is dark.", 0, 17, triage(), "A dark lamp."),
    Issue("The drill never stops.", 18, 40, triage("noise_construction", ("EPD",), priority="urgent"), "A drill."),
]
FIELDS = {
    FieldName.REPORTER_NAME: FieldValue("Chan Tai Man", 0.9, None),
    FieldName.SUBJECT_LOCATION: FieldValue("12 Garden Street", 0.9, None),
}


def open_two_matters(database: Database, **changes: Any) -> Case:
    return open_case(database, text=TEXT, issues=MATTERS, fields=FIELDS, **changes).case


def split(database: Database, case: Case, ordinal: int) -> Opened:
    with database.write() as session:
        return splitting.split_issue(session, case.id, actor=operator(), ordinal=ordinal, targets=TARGETS)


# Another matter


def test_a_further_matter_becomes_a_case_with_its_own_triage(database: Database) -> None:
    origin = open_two_matters(database)
    case = split(database, origin, 1).case
    assert (case.category, case.priority, case.summary) == ("noise_construction", "urgent", "A drill.")
    assert (case.parent_id, case.relation, case.state) == (origin.id, "split", CaseState.TRIAGE)
    assert read(database, origin.id).issues[1]["case_number"] == case.number
    assert log(database, case.id) == ["incoming", "opened", "outgoing"]
    assert log(database, origin.id)[-1] == "split"
    assert audits(database, origin.id) == ["case.split"]


def test_it_knows_the_person_and_not_the_other_matters_place(sqlite_database: Database) -> None:
    case = split(sqlite_database, open_two_matters(sqlite_database), 1).case
    fields = fields_from_json(case.fields)
    assert fields[FieldName.REPORTER_NAME] == FIELDS[FieldName.REPORTER_NAME]
    assert fields[FieldName.SUBJECT_LOCATION] is None
    assert case.contact["email"] == "tai.man@mail.example"


def test_it_has_its_own_clock_from_the_same_report(sqlite_database: Database) -> None:
    origin = open_two_matters(sqlite_database)
    case = split(sqlite_database, origin, 1).case
    assert case.clock_from == origin.clock_from
    assert case.resolve_by == TARGETS.resolve_by("noise_construction", "urgent", origin.clock_from)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "more than one matter"), ("zh-Hant", "多於一個事項"), ("zh-Hans", "多于一个事项")]
)
def test_the_citizen_is_told_its_number(sqlite_database: Database, language: str, words: str) -> None:
    case = split(sqlite_database, open_two_matters(sqlite_database, language=language), 1).case
    [mail] = mails(sqlite_database)
    assert words in mail.body
    assert case.number in mail.body


@pytest.mark.parametrize("ordinal", [-1, 0, 2])
def test_a_matter_that_the_mail_does_not_have_is_not_split_off(sqlite_database: Database, ordinal: int) -> None:
    with pytest.raises(InvalidInput):
        split(sqlite_database, open_two_matters(sqlite_database), ordinal)


def test_a_matter_is_taken_up_once(sqlite_database: Database) -> None:
    origin = open_two_matters(sqlite_database)
    split(sqlite_database, origin, 1)
    with pytest.raises(TransitionNotAllowed):
        split(sqlite_database, origin, 1)
    assert close(sqlite_database, origin.id).state == CaseState.CLOSED


def test_a_reply_can_settle_a_further_matter(database: Database) -> None:
    origin = open_two_matters(database)
    with database.write() as session:
        splitting.settle_issue(session, origin.id, actor=operator(), ordinal=1)
    with pytest.raises(TransitionNotAllowed):
        split(database, origin, 1)
    assert close(database, origin.id).state == CaseState.CLOSED
    assert audits(database, origin.id) == ["case.settle", "case.close"]


# A joint case


def test_a_part_goes_to_its_department_under_the_leads_clock(database: Database) -> None:
    lead = open_case(database, department="HYD").case
    part = open_part(database, lead)
    assert (part.state, part.department, part.relation) == (CaseState.REFERRED, "TREE", "sub_case")
    assert (part.clock_from, part.respond_by, part.resolve_by) == (lead.clock_from, lead.respond_by, lead.resolve_by)
    assert audits(database, lead.id)[-1] == "case.join"
    tara = officer(database, "tara", departments=("TREE",))
    with database.write() as session:
        assert referrals.acknowledge(session, part.id, actor=tara).state == CaseState.IN_PROGRESS


def test_the_leads_new_clock_is_the_parts_as_well(sqlite_database: Database) -> None:
    lead = open_case(sqlite_database, department="HYD").case
    part = open_part(sqlite_database, lead)
    with sqlite_database.write() as session:
        changed = handling.confirm(
            session,
            lead.id,
            actor=operator(),
            corrections=handling.Corrections(category="drain_blockage_flood"),
            targets=TARGETS,
        )
        handling.confirm(
            session,
            part.id,
            actor=operator(),
            corrections=handling.Corrections(category="tree_hazard"),
            targets=TARGETS,
        )
    assert read(sqlite_database, part.id).resolve_by == changed.resolve_by != lead.resolve_by


def test_only_the_lead_writes_to_the_citizen(sqlite_database: Database) -> None:
    part = open_part(sqlite_database, open_case(sqlite_database, department="HYD").case)
    for write in (handling.ask, handling.reply):
        with sqlite_database.write() as session, pytest.raises(TransitionNotAllowed, match="leads the joint case"):
            write(session, part.id, actor=operator(), text="Dear citizen,")
    assert close(sqlite_database, part.id).state == CaseState.CLOSED
    assert mails(sqlite_database) == []
    assert part.contact == {}


def test_the_lead_is_not_closed_while_a_part_is_open(database: Database) -> None:
    lead = open_case(database, department="HYD").case
    part = open_part(database, lead)
    with pytest.raises(TransitionNotAllowed, match=f"its part {part.number} is still open"):
        close(database, lead.id)
    close(database, part.id)
    assert close(database, lead.id).state == CaseState.CLOSED
    with database.write() as session, pytest.raises(TransitionNotAllowed, match="joint case is closed"):
        handling.reopen(session, part.id, actor=operator(), reason="Still there.", targets=TARGETS)


def test_a_part_has_no_parts_and_the_lead_is_none_of_its_own(sqlite_database: Database) -> None:
    lead = open_case(sqlite_database, department="HYD").case
    part = open_part(sqlite_database, lead)
    with pytest.raises(TransitionNotAllowed):
        open_part(sqlite_database, part, department="LCSD")
    for department in ("HYD", "moon"):
        with pytest.raises(InvalidInput):
            open_part(sqlite_database, lead, department=department)
