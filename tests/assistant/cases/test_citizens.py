"""Does a citizen reach their own case and nobody else's, and does what they say go on with it?"""

from __future__ import annotations

import random
import statistics
import time

import pytest

from assistant.accounts.permissions import operator
from assistant.cases import alert_list, citizens, handling, merging
from assistant.cases.models import Case
from assistant.cases.numbers import new_number
from assistant.cases.report import CitizenText
from assistant.cases.states import CaseState
from assistant.database import Database
from assistant.errors import CaseNotFound, InvalidInput
from tests.assistant.cases.reports import TARGETS, close, log, mails, officer, open_case, open_part, read, supervisor

CONTACT = {"name": "Chan Tai Man", "email": "Tai.Man@mail.example", "phone": "+852 9123 4567"}


def find(database: Database, number: str, contact: str) -> Case:
    with database.read() as session:
        return citizens.find_own_case(session, number, contact)


def write(database: Database, case: Case, text: str) -> Case:
    with database.write() as session:
        citizens.add_citizen_text(
            session, session.get_one(Case, case.id), CitizenText(text, channel="email"), targets=TARGETS
        )
    return read(database, case.id)


def not_fixed(database: Database, case: Case, text: str = "Dark again.") -> Case:
    with database.write() as session:
        return citizens.not_fixed(session, case.number, CONTACT["email"], text, targets=TARGETS)


# Whose case it is


@pytest.mark.parametrize(
    "contact",
    ["tai.man@mail.example", " TAI.MAN@MAIL.EXAMPLE", "91234567", "9123 4567", "+852 9123 4567", "4567", "４５６７"],
)
def test_a_citizen_is_known_by_their_address_or_the_end_of_their_phone(database: Database, contact: str) -> None:
    opened = open_case(database, contact=CONTACT)
    assert find(database, opened.case.number.lower(), contact).id == opened.case.id


def test_who_gave_no_contact_is_known_by_the_cases_secret(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database, contact={})
    assert find(sqlite_database, opened.case.number, opened.token).id == opened.case.id
    for wrong in ("", "   ", "0000", opened.token[:-1]):
        with pytest.raises(CaseNotFound):
            find(sqlite_database, opened.case.number, wrong)


@pytest.mark.parametrize("contact", ["", "567", "123", "9123", "someone@mail.example", "45 67 or so", "@", "00000000"])
def test_anything_else_is_wrong(sqlite_database: Database, contact: str) -> None:
    opened = open_case(sqlite_database, contact=CONTACT)
    with pytest.raises(CaseNotFound):
        find(sqlite_database, opened.case.number, contact)


def test_an_unknown_number_and_a_wrong_contact_are_told_in_the_same_words(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database, contact=CONTACT)
    said = set()
    for number, contact in (
        (opened.case.number, "wrong@mail.example"),
        (new_number(), "tai.man@mail.example"),
        (new_number(), "nobody@mail.example"),
        ("no number at all", "nobody@mail.example"),
    ):
        with pytest.raises(CaseNotFound) as refused:
            find(sqlite_database, number, contact)
        said.add(str(refused.value))
    assert said == {"no case has this number and this contact"}


def test_a_part_of_a_joint_case_is_nobodys(sqlite_database: Database) -> None:
    lead = open_case(sqlite_database, department="HYD", contact=CONTACT).case
    part = open_part(sqlite_database, lead)
    with pytest.raises(CaseNotFound):
        find(sqlite_database, part.number, CONTACT["email"])


@pytest.mark.slow
@pytest.mark.promise("T14")
def test_ten_thousand_guesses_hit_nothing_and_their_time_tells_nothing(database: Database) -> None:
    chance = random.Random(14)  # noqa: S311  # A fixed seed.
    cases = [open_case(database, contact=CONTACT).case.number for _ in range(20)]
    guesses = [f"{chance.randrange(10_000):04}" for _ in range(5000)]
    hits = 0
    times: dict[str, list[float]] = {"unknown": [], "wrong": []}
    with database.read() as session:
        for guess in guesses:
            contact = f"{guess}@mail.example" if chance.random() < 0.5 else f"6{guess}{guess[:3]}"
            for kind, number in (("unknown", new_number()), ("wrong", chance.choice(cases))):
                begun = time.perf_counter()
                try:
                    citizens.find_own_case(session, number, contact)
                    hits += 1
                except CaseNotFound:
                    times[kind].append(time.perf_counter() - begun)
    assert hits == 0
    difference = abs(statistics.median(times["unknown"]) - statistics.median(times["wrong"]))
    assert difference < 0.010, f"{difference * 1000:.3f} ms"


# What a citizen writes


def test_an_answer_to_a_question_goes_on_where_the_question_was_asked(database: Database) -> None:
    ours, theirs = open_case(database).case, open_case(database, department="HYD").case
    for case, state in ((ours, CaseState.TRIAGE), (theirs, CaseState.IN_PROGRESS)):
        with database.write() as session:
            handling.ask(session, case.id, actor=operator(), text="Which side?")
        assert write(database, case, "The north side.").state == state
        assert log(database, case.id)[-2:] == ["incoming", "answered"]


def test_more_to_know_changes_no_state(sqlite_database: Database) -> None:
    case = open_case(sqlite_database, department="HYD").case
    assert write(sqlite_database, case, "The next one is dark too.").state == CaseState.IN_PROGRESS


@pytest.mark.parametrize(
    "text", ["It is dark again.", "又熄了，麻煩跟進。", "又灭了，麻烦跟进。"], ids=["en", "zh-Hant", "zh-Hans"]
)
def test_a_reply_to_a_closing_reply_opens_the_case_again(database: Database, text: str) -> None:
    case = open_case(database, department="HYD").case
    close(database, case.id)
    again = write(database, case, text)
    assert (again.number, again.state, again.reopenings) == (case.number, CaseState.REFERRED, 1)


@pytest.mark.parametrize(
    "text", ["Thank you very much!", "多謝跟進！", "谢谢你们的帮助。"], ids=["en", "zh-Hant", "zh-Hans"]
)
def test_thanks_open_nothing(sqlite_database: Database, text: str) -> None:
    case = open_case(sqlite_database, department="HYD").case
    close(sqlite_database, case.id)
    assert write(sqlite_database, case, text).state == CaseState.CLOSED
    assert log(sqlite_database, case.id)[-2:] == ["incoming", "answered"]


def test_what_is_written_to_a_merged_case_is_kept_there_and_told_to_the_lead(database: Database) -> None:
    lead, again = open_case(database).case, open_case(database).case
    with database.write() as session:
        merging.merge(session, again.id, actor=operator(), into=lead.id)
    assert write(database, again, "It flickers, too.").state == CaseState.MERGED
    assert log(database, lead.id)[-1] == "answered"
    close(database, lead.id)
    write(database, again, "Dark again.")
    assert read(database, lead.id).state == CaseState.TRIAGE


# Not fixed


@pytest.mark.parametrize(
    ("language", "words"), [("en", "is open again"), ("zh-Hant", "已重新跟進"), ("zh-Hans", "已重新跟进")]
)
def test_not_fixed_opens_the_same_number_and_tells_the_department(
    database: Database, language: str, words: str
) -> None:
    case = open_case(database, department="HYD", contact=CONTACT, language=language).case
    close(database, case.id)
    again = not_fixed(database, case)
    assert (again.number, again.state, again.department) == (case.number, CaseState.REFERRED, "HYD")
    assert again.clock_from > case.clock_from
    assert log(database, case.id)[-3:] == ["incoming", "reopened", "outgoing"]
    assert words in mails(database)[-1].body


def test_not_fixed_of_an_open_case_is_a_chaser(sqlite_database: Database) -> None:
    case = open_case(sqlite_database, department="HYD", contact=CONTACT).case
    chased = not_fixed(sqlite_database, case)
    assert (chased.state, chased.chasers, chased.clock_from) == (CaseState.IN_PROGRESS, 1, case.clock_from)


def test_not_fixed_needs_words(sqlite_database: Database) -> None:
    case = open_case(sqlite_database, contact=CONTACT).case
    close(sqlite_database, case.id)
    with pytest.raises(InvalidInput):
        not_fixed(sqlite_database, case, " ")
    assert read(sqlite_database, case.id).state == CaseState.CLOSED


# Chasers


def test_a_chaser_is_told_to_who_has_it_and_the_second_to_the_supervisor_too(database: Database) -> None:
    case = open_case(database, department="HYD", contact=CONTACT).case
    hugo, sue = officer(database, "hugo", departments=("HYD",)), supervisor(database)
    with database.write() as session:
        handling.assign(session, case.id, actor=operator(), username="hugo")
    told = []
    for _ in range(2):
        with database.write() as session:
            citizens.chase(session, case.number, "4567", "Where is the reply?")
        with database.read() as session:
            told.append([len(alert_list.list_alerts(session, actor=actor)) for actor in (hugo, sue)])
    assert told[0] == [1, 0]
    assert told[1][0] == 2
    assert told[1][1] > 0
    chased = read(database, case.id)
    assert (chased.chasers, chased.priority, chased.resolve_by) == (2, "normal", case.resolve_by)
    assert log(database, case.id)[-4:] == ["incoming", "chased", "incoming", "chased"]


def test_a_chaser_with_a_wrong_contact_finds_nothing(sqlite_database: Database) -> None:
    case = open_case(sqlite_database, contact=CONTACT).case
    with sqlite_database.write() as session, pytest.raises(CaseNotFound):
        citizens.chase(session, case.number, "0000", "Where is the reply?")


# Following


def test_somebody_else_follows_a_case_by_its_number(sqlite_database: Database) -> None:
    case = open_case(sqlite_database, contact=CONTACT).case
    with sqlite_database.write() as session:
        citizens.follow(session, case.number, email="eve@mail.example", language="zh-Hant")
    close(sqlite_database, case.id)
    assert [mail.recipient for mail in mails(sqlite_database)] == ["Tai.Man@mail.example", "eve@mail.example"]
    with sqlite_database.write() as session, pytest.raises(CaseNotFound):
        citizens.follow(session, new_number(), email="eve@mail.example", language="en")
