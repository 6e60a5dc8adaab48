"""Can staff confirm, correct, ask, reply, close and reopen, and is each of it kept?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from assistant.accounts.permissions import Actor, Permission, operator
from assistant.cases import handling, referrals, splitting
from assistant.cases.fields import Evidence, FieldName, FieldValue, MailPart, fields_from_json
from assistant.cases.handling import Corrections
from assistant.cases.models import Case, CaseMessage, Correction
from assistant.cases.report import Issue
from assistant.cases.states import CaseState
from assistant.cases.triage import CaseType, Priority
from assistant.database import Database
from assistant.errors import InvalidInput, PermissionDenied, TransitionNotAllowed
from tests.assistant.cases.reports import (
    LAMP,
    TARGETS,
    audits,
    close,
    log,
    mails,
    officer,
    open_case,
    read,
    send,
    triage,
)

HOUR = datetime.timedelta(hours=1)


def correct(database: Database, case_id: str, **changes: Any) -> Case:
    with database.write() as session:
        return handling.confirm(
            session,
            case_id,
            actor=operator(),
            corrections=Corrections(**changes),
            targets=TARGETS,
        )


def corrections(database: Database) -> list[Correction]:
    with database.read() as session:
        return list(session.scalars(select(Correction)))


# Confirming and correcting


def test_confirming_says_that_nobody_needs_to_look_again(database: Database) -> None:
    opened = open_case(database, triage=triage(why="unsure of the category"))
    assert read(database, opened.case.id).review_reason == "unsure of the category"
    correct(database, opened.case.id)
    assert read(database, opened.case.id).review_reason is None
    assert log(database, opened.case.id)[-1] == "confirmed"
    assert audits(database, opened.case.id) == ["case.confirmed"]
    [learnt] = corrections(database)
    assert learnt.before["category"] == learnt.after["category"] == "street_light"


def test_a_correction_is_one_action_and_is_learnt_from(database: Database) -> None:
    opened = open_case(database)
    correct(database, opened.case.id, category="tree_hazard", case_type=CaseType.COMPLAINT, department="TREE")
    case = read(database, opened.case.id)
    assert (case.category, case.case_type, case.department) == ("tree_hazard", "complaint", None)
    assert case.triage["categories"][0]["code"] == "street_light"  # What the machine found is not written over.
    [learnt] = corrections(database)
    assert (learnt.after["category"], learnt.after["department"]) == ("tree_hazard", "TREE")
    assert audits(database, opened.case.id) == ["case.corrected"]


def test_what_is_learnt_holds_no_phone_number(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database, text=f"{LAMP} My phone is 9123 4567.")
    correct(sqlite_database, opened.case.id)
    assert "9123" not in corrections(sqlite_database)[0].text


def test_another_category_has_other_targets_from_the_same_beginning(database: Database) -> None:
    opened = open_case(database)
    correct(database, opened.case.id, category="tree_hazard", priority=Priority.URGENT)
    case = read(database, opened.case.id)
    assert case.clock_from == opened.case.clock_from
    assert case.resolve_by == TARGETS.resolve_by("tree_hazard", "urgent", case.clock_from)


def test_a_corrected_field_is_certain_and_keeps_its_words_only_if_they_are_right(sqlite_database: Database) -> None:
    words = Evidence("12 Garden Street", MailPart.BODY, 35, 51)
    found = {
        FieldName.SUBJECT_LOCATION: FieldValue("12 Garden Street", 0.6, words),
        FieldName.REPORTER_NAME: FieldValue("Garden", 0.3, words),
        FieldName.INVOLVED_PARTY: FieldValue("nobody", 0.3, words),
    }
    opened = open_case(sqlite_database, fields=found)
    changes = {
        FieldName.SUBJECT_LOCATION: "12 Garden Street",
        FieldName.REPORTER_NAME: "Chan Tai Man",
        FieldName.INVOLVED_PARTY: None,
    }
    correct(sqlite_database, opened.case.id, fields=changes)
    fields = fields_from_json(read(sqlite_database, opened.case.id).fields)
    assert fields[FieldName.SUBJECT_LOCATION] == FieldValue("12 Garden Street", 1.0, words)
    assert fields[FieldName.REPORTER_NAME] == FieldValue("Chan Tai Man", 1.0, None)
    assert fields[FieldName.INVOLVED_PARTY] is None


@pytest.mark.parametrize("field", ["category", "department"])
def test_what_the_catalogue_does_not_have_is_refused(sqlite_database: Database, field: str) -> None:
    opened = open_case(sqlite_database)
    with pytest.raises(InvalidInput, match="moon") as refused:
        correct(sqlite_database, opened.case.id, **{field: "moon"})
    assert refused.value.field == field
    assert log(sqlite_database, opened.case.id) == ["incoming", "opened"]


def test_a_closed_case_is_corrected_no_more(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database)
    close(sqlite_database, opened.case.id)
    with pytest.raises(TransitionNotAllowed, match="closed"):
        correct(sqlite_database, opened.case.id)


# Who has it


def test_a_case_is_given_to_a_person_of_its_department_and_taken_back(database: Database) -> None:
    opened = open_case(database, department="HYD")
    ada, _ = officer(database), officer(database, "hugo", departments=("HYD",))
    with database.write() as session:
        assert handling.assign(session, opened.case.id, actor=ada, username="hugo").owner == "hugo"
    with database.write() as session:
        assert handling.assign(session, opened.case.id, actor=ada, username=None).owner is None
    assert audits(database, opened.case.id)[-2:] == ["case.assign", "case.assign"]


def test_a_case_is_given_to_nobody_who_may_not_see_it(sqlite_database: Database) -> None:
    opened, ada = open_case(sqlite_database, department="HYD"), officer(sqlite_database)
    officer(sqlite_database, "tara", departments=("TREE",))
    for username in ("tara", "nobody"):
        with sqlite_database.write() as session, pytest.raises(InvalidInput, match=username):
            handling.assign(session, opened.case.id, actor=ada, username=username)


# Writing to the citizen


def test_a_question_waits_for_the_citizen_and_stops_no_clock(database: Database) -> None:
    opened, ada = open_case(database), officer(database)
    with database.write() as session:
        handling.ask(session, opened.case.id, actor=ada, text="Which side of the street?")
    case = read(database, opened.case.id)
    assert case.state == CaseState.AWAITING_CITIZEN
    assert case.resolve_by == opened.case.resolve_by
    [mail] = mails(database)
    assert (mail.recipient, mail.purpose) == ("tai.man@mail.example", "question")
    assert mail.body.startswith("Which side of the street?")
    assert log(database, opened.case.id)[-2:] == ["outgoing", "asked"]


def test_the_first_reply_is_when_the_citizen_was_answered(sqlite_database: Database) -> None:
    opened, ada = open_case(sqlite_database), officer(sqlite_database)
    with sqlite_database.write() as session:
        first = handling.reply(session, opened.case.id, actor=ada, text="We are on our way.").responded_at
    with sqlite_database.write() as session:
        assert handling.reply(session, opened.case.id, actor=ada, text="Still on our way.").responded_at == first


def test_a_citizen_without_an_address_reads_the_reply_on_the_page(sqlite_database: Database) -> None:
    opened, ada = open_case(sqlite_database, contact={"phone": "9123 4567"}), officer(sqlite_database)
    with sqlite_database.write() as session:
        handling.reply(session, opened.case.id, actor=ada, text="We are on our way.")
    assert mails(sqlite_database) == []
    assert "outgoing" in log(sqlite_database, opened.case.id)


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b", "x" * 20_001])
def test_nothing_and_far_too_much_are_no_reply(sqlite_database: Database, text: str) -> None:
    opened, ada = open_case(sqlite_database), officer(sqlite_database)
    with sqlite_database.write() as session, pytest.raises(InvalidInput):
        handling.reply(session, opened.case.id, actor=ada, text=text)


# Closing


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["What we have done:", "Why:", "What happens next:", "not fixed"]),
        ("zh-Hant", ["我們已採取的行動：", "原因：", "下一步：", "仍未解決"]),
        ("zh-Hans", ["我们已采取的行动：", "原因：", "下一步：", "仍未解决"]),
    ],
)
def test_a_closing_reply_says_what_was_done_why_and_what_is_next(
    database: Database, language: str, words: list[str]
) -> None:
    opened = open_case(database, language=language)
    case = close(database, opened.case.id)
    assert case.state == CaseState.CLOSED
    assert case.closing == {
        "done": "The lamp was replaced.",
        "why": "It had burnt out.",
        "next": "We look at it again in a month.",
    }
    [mail] = mails(database)
    for part in (*words, *case.closing.values(), case.number):
        assert part in mail.body
    assert audits(database, opened.case.id) == ["case.close"]


@pytest.mark.parametrize("missing", ["done", "why", "next_step"])
def test_a_case_is_not_closed_without_each_of_them(sqlite_database: Database, missing: str) -> None:
    opened, ada = open_case(sqlite_database), officer(sqlite_database)
    said = {"done": "Done.", "why": "Because.", "next_step": "Nothing.", missing: " "}
    with sqlite_database.write() as session, pytest.raises(InvalidInput) as refused:
        handling.close(session, opened.case.id, actor=ada, **said)
    assert refused.value.field == missing.removesuffix("_step")


def test_a_case_is_not_closed_while_the_mail_has_another_matter(sqlite_database: Database) -> None:
    matters = [Issue("The lamp.", 0, 9, triage(), "Lamp."), Issue("The noise.", 10, 20, triage(), "Noise.")]
    opened, ada = open_case(sqlite_database, issues=matters), officer(sqlite_database)
    with pytest.raises(TransitionNotAllowed, match="another matter"):
        close(sqlite_database, opened.case.id)
    with sqlite_database.write() as session:
        splitting.settle_issue(session, opened.case.id, actor=ada, ordinal=1)
    assert close(sqlite_database, opened.case.id).state == CaseState.CLOSED


# Reopening


def test_a_case_opens_again_under_its_number_with_its_department_and_a_new_clock(database: Database) -> None:
    opened, ada = open_case(database, department="HYD"), officer(database)
    close(database, opened.case.id)
    later = opened.case.opened_at + 100 * 24 * HOUR
    with time_machine.travel(later, tick=False), database.write() as session:
        case = handling.reopen(session, opened.case.id, actor=ada, reason="Dark again.", targets=TARGETS)
    assert (case.number, case.state, case.department, case.reopenings) == (opened.case.number, "referred", "HYD", 1)
    assert case.clock_from == later
    assert case.resolve_by == TARGETS.resolve_by("street_light", "normal", later)
    assert case.responded_at is case.closed_at is None
    assert mails(database)[-1].subject == f"Your case {case.number} is open again"


def test_the_department_takes_a_reopened_case_like_any_other(database: Database) -> None:
    opened, hugo = open_case(database, department="HYD"), officer(database, "hugo", departments=("HYD",))
    close(database, opened.case.id)
    with database.write() as session:
        handling.reopen(session, opened.case.id, actor=hugo, reason="Dark again.", targets=TARGETS)
    with database.write() as session:
        assert referrals.acknowledge(session, opened.case.id, actor=hugo).state == CaseState.IN_PROGRESS


def test_an_open_case_is_not_reopened(sqlite_database: Database) -> None:
    opened, ada = open_case(sqlite_database), officer(sqlite_database)
    with sqlite_database.write() as session, pytest.raises(TransitionNotAllowed):
        handling.reopen(session, opened.case.id, actor=ada, reason="Why not.", targets=TARGETS)


# Rights


def test_who_only_reads_changes_nothing(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database)
    reader = Actor("key:board", frozenset({Permission.CASE_READ}))
    with sqlite_database.write() as session:
        for act in (
            lambda: handling.add_note(session, opened.case.id, actor=reader, text="x"),
            lambda: handling.ask(session, opened.case.id, actor=reader, text="x"),
            lambda: handling.reply(session, opened.case.id, actor=reader, text="x"),
            lambda: handling.assign(session, opened.case.id, actor=reader, username=None),
            lambda: handling.close(session, opened.case.id, actor=reader, done="x", why="x", next_step="x"),
            lambda: handling.reopen(session, opened.case.id, actor=reader, reason="x", targets=TARGETS),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_a_department_works_with_its_own_cases(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database)
    hugo = officer(sqlite_database, "hugo", departments=("HYD",))
    with sqlite_database.write() as session:
        send(session, opened.case.id, "HYD")
        handling.add_note(session, opened.case.id, actor=hugo, text="Ours.")
        entries = session.scalars(select(CaseMessage).where(CaseMessage.case_id == opened.case.id)).all()
    assert [entry.direction for entry in entries] == ["incoming"]
