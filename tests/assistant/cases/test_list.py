"""Does each list show whose cases it says, the most urgent first, page by page?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine

from assistant.accounts.permissions import CITIZEN, Actor, operator
from assistant.cases import handling, merging
from assistant.cases.list import Filters, View, list_cases
from assistant.cases.models import Case
from assistant.database import Database
from assistant.errors import CaseNotFound, PermissionDenied
from tests.assistant.cases.reports import close, officer, open_case, read, triage

MINUTE = datetime.timedelta(minutes=1)


def listed(database: Database, actor: Actor, view: View = View.ALL, **filters: str) -> list[str]:
    with database.read() as session:
        return [case.id for case in list_cases(session, actor=actor, view=view, filters=Filters(**filters)).cases]


def open_as(database: Database, priority: str = "normal", **changes: Any) -> Case:
    return open_case(database, triage=triage(priority=priority), **changes).case


def test_emergencies_come_first_then_what_is_due_first(database: Database) -> None:
    low, normal, urgent, emergency = (open_as(database, each) for each in ("low", "normal", "urgent", "emergency"))
    later = open_case(database, triage=triage("taxi_complaint")).case  # 21 days instead of five.
    assert listed(database, officer(database)) == [emergency.id, urgent.id, normal.id, later.id, low.id]


def test_each_view_holds_what_it_says_and_is_counted(database: Database) -> None:
    ada = officer(database)
    waiting, mine, theirs, closed, merged = (
        open_as(database),
        open_as(database, department="HYD"),
        open_as(database, department="TREE"),
        open_as(database),
        open_as(database),
    )
    with database.write() as session:
        handling.assign(session, mine.id, actor=ada, username="ada")
        merging.merge(session, merged.id, actor=ada, into=waiting.id)
    close(database, closed.id)
    assert listed(database, ada, View.TRIAGE) == [waiting.id]
    assert listed(database, ada, View.MINE) == [mine.id]
    assert set(listed(database, ada, View.DEPARTMENT)) == {mine.id, theirs.id}
    assert listed(database, ada, View.CLOSED) == [closed.id]
    with database.read() as session:
        counts = list_cases(session, actor=ada, view=View.ALL).counts
    assert counts == {
        View.TRIAGE: 1,
        View.MINE: 1,
        View.DEPARTMENT: 2,
        View.LATE: 0,
        View.CLOSED: 1,
        View.ALL: 5,
    }


def test_a_department_sees_its_own(database: Database) -> None:
    open_as(database)
    open_as(database, department="TREE")
    own = open_as(database, department="HYD")
    hugo = officer(database, "hugo", departments=("HYD",))
    assert listed(database, hugo) == listed(database, hugo, View.DEPARTMENT) == [own.id]
    with database.read() as session:
        assert list_cases(session, actor=hugo, view=View.ALL).counts[View.TRIAGE] == 0


def test_what_has_had_no_reply_in_time_is_late(database: Database) -> None:
    case, answered = open_as(database), open_as(database)
    ada = officer(database)
    with database.write() as session:
        handling.reply(session, answered.id, actor=ada, text="We are on our way.")
    with time_machine.travel(case.respond_by + MINUTE, tick=False):
        assert listed(database, ada, View.LATE) == [case.id]
    with time_machine.travel(case.resolve_by + MINUTE, tick=False):
        assert set(listed(database, ada, View.LATE)) == {case.id, answered.id}


def test_pages_follow_one_another_without_a_gap(database: Database) -> None:
    ada = officer(database)
    everything = {open_as(database, priority).id for priority in ("low", "normal", "urgent") for _ in range(5)}
    for view in (View.ALL, View.CLOSED):
        seen: list[str] = []
        after = None
        while True:
            with database.read() as session:
                page = list_cases(session, actor=ada, view=view, limit=4, after=after)
            seen += [case.id for case in page.cases]
            after = page.after
            if after is None:
                break
        assert len(seen) == 15
        assert set(seen) == everything
        for case_id in everything if view is View.ALL else ():
            close(database, case_id)


def test_closed_cases_are_listed_newest_first(sqlite_database: Database) -> None:
    first, second = open_as(sqlite_database), open_as(sqlite_database)
    for case in (second, first):
        close(sqlite_database, case.id)
    assert listed(sqlite_database, operator(), View.CLOSED) == [first.id, second.id]


def test_a_list_is_narrowed(database: Database) -> None:
    ada = officer(database)
    lamp = open_as(database, department="HYD", summary="A 100% dark lamp.", contact={"email": "wong@mail.example"})
    tree = open_case(database, triage=triage("tree_hazard", priority="urgent"), summary="A tree.", contact={}).case
    assert listed(database, ada, category="tree_hazard") == listed(database, ada, priority="urgent") == [tree.id]
    assert listed(database, ada, department="HYD") == [lamp.id]
    for query in (lamp.number.lower(), "100% DARK", "100%", "wong@"):
        assert listed(database, ada, query=query) == [lamp.id]
    assert listed(database, ada, query="_") == listed(database, ada, query="%%") == []


def test_who_may_read_no_case_has_no_list(sqlite_database: Database) -> None:
    with pytest.raises(PermissionDenied):
        listed(sqlite_database, CITIZEN)


def test_a_page_does_not_follow_a_case_that_one_may_not_see(sqlite_database: Database) -> None:
    case = open_as(sqlite_database)
    hugo = officer(sqlite_database, "hugo", departments=("HYD",))
    with sqlite_database.read() as session, pytest.raises(CaseNotFound):
        list_cases(session, actor=hugo, view=View.ALL, after=read(sqlite_database, case.id).id)
