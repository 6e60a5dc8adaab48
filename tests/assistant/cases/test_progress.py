"""Is a citizen told in plain words of their language who has the case, what comes next, and by when?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from assistant.accounts.permissions import operator
from assistant.cases import handling, merging, referrals
from assistant.cases.progress import Progress, progress
from assistant.database import Database
from assistant.errors import CaseNotFound
from tests.assistant.cases.reports import TARGETS, close, officer, open_case, send

MAIL = "tai.man@mail.example"


def ask(database: Database, number: str, **changes: Any) -> Progress:
    with database.read() as session:
        return progress(session, number, MAIL, targets=TARGETS, **changes)


@pytest.mark.parametrize(
    ("language", "state", "step", "deadline", "category"),
    [
        (
            "en",
            "The Highways Department is working on your case.",
            "The Highways Department writes to you when there is a result.",
            "You will have our reply by {0.day} {0:%B} {0.year}.",
            "Street lighting",
        ),
        (
            "zh-Hant",
            "路政署正在處理你的個案。",
            "路政署有結果後會回覆你。",
            "你會在 {0.year}年{0.month}月{0.day}日 或之前收到我們的回覆。",
            "街燈",
        ),
        (
            "zh-Hans",
            "路政署正在处理您的个案。",
            "路政署有结果后会回复您。",
            "您会在 {0.year}年{0.month}月{0.day}日 或之前收到我们的回复。",
            "街灯",
        ),
    ],
)
def test_a_case_in_work_is_told_in_the_citizens_language(
    database: Database, language: str, state: str, step: str, deadline: str, category: str
) -> None:
    case = open_case(database, department="HYD", language=language).case
    officer(database, "hugo", departments=("HYD",), public_name="Hugo")
    with database.write() as session:
        handling.assign(session, case.id, actor=operator(), username="hugo")
    found = ask(database, case.number)
    day = case.resolve_by.astimezone(TARGETS.hours.time_zone).date()
    assert (found.state, found.state_text, found.next_step) == ("in_progress", state, step)
    assert (found.deadline, found.category, found.owner_name) == (deadline.format(day), category, "Hugo")
    assert (found.respond_by, found.resolve_by, found.opened_at) == (case.respond_by, case.resolve_by, case.opened_at)


@pytest.mark.parametrize(("language", "words"), [("en", "is late"), ("zh-Hant", "現已逾期"), ("zh-Hans", "现已逾期")])
def test_a_late_case_says_that_it_is_late(sqlite_database: Database, language: str, words: str) -> None:
    case = open_case(sqlite_database, language=language).case
    assert words in ask(sqlite_database, case.number, now=case.resolve_by + datetime.timedelta(minutes=1)).deadline


def test_every_state_has_its_own_words(database: Database) -> None:
    case = open_case(database).case
    said = [ask(database, case.number)]
    with database.write() as session:
        send(session, case.id, "HYD")
    said.append(ask(database, case.number))
    with database.write() as session:
        referrals.acknowledge(session, case.id, actor=operator())
        handling.ask(session, case.id, actor=operator(), text="Which side?")
    said.append(ask(database, case.number))
    close(database, case.id)
    said.append(ask(database, case.number))
    assert [found.state for found in said] == ["triage", "referred", "awaiting_citizen", "closed"]
    assert [found.department for found in said] == ["contact centre", *["Highways Department"] * 3]
    assert len({found.state_text for found in said}) == len({found.next_step for found in said}) == 4


def test_a_closed_case_shows_what_was_done_and_promises_nothing(sqlite_database: Database) -> None:
    case = open_case(sqlite_database).case
    close(sqlite_database, case.id)
    found = ask(sqlite_database, case.number)
    assert (found.deadline, found.next_step) == ("", "We look at it again in a month.")
    assert found.closing is not None
    assert found.closing["done"] == "The lamp was replaced."


def test_a_merged_report_tells_how_its_lead_stands(sqlite_database: Database) -> None:
    lead, again = open_case(sqlite_database, department="HYD").case, open_case(sqlite_database).case
    with sqlite_database.write() as session:
        merging.merge(session, again.id, actor=operator(), into=lead.id)
    found = ask(sqlite_database, again.number)
    assert (found.number, found.lead_number, found.state) == (again.number, lead.number, "merged")
    assert (found.department, found.resolve_by) == ("Highways Department", lead.resolve_by)


def test_a_wrong_contact_learns_nothing(sqlite_database: Database) -> None:
    case = open_case(sqlite_database).case
    with sqlite_database.read() as session, pytest.raises(CaseNotFound):
        progress(session, case.number, "someone@mail.example", targets=TARGETS)
