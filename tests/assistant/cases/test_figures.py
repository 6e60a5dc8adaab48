"""Are the departments' figures those of their cases?"""

from __future__ import annotations

import datetime

import pytest
import time_machine

from assistant.accounts.permissions import operator
from assistant.cases import merging
from assistant.cases.figures import Standing, list_standings
from assistant.database import Database, utc_now
from assistant.errors import PermissionDenied
from tests.assistant.cases.reports import close, officer, open_case, supervisor, triage

MINUTE = datetime.timedelta(minutes=1)


def test_a_case_is_on_time_or_late_and_leaving_it_open_helps_nobody(database: Database) -> None:
    begun = utc_now() - MINUTE
    in_time, late, left, merged = (open_case(database, department="HYD").case for _ in range(4))
    tree = open_case(database, triage=triage("tree_hazard"), department="TREE").case
    with database.write() as session:
        merging.merge(session, merged.id, actor=operator(), into=left.id)
    close(database, in_time.id)
    sue = supervisor(database)
    with time_machine.travel(left.resolve_by + MINUTE, tick=False):
        close(database, late.id)
        close(database, tree.id)
        with database.read() as session:
            standings = list_standings(session, actor=sue, since=begun)
            own = list_standings(session, actor=supervisor(database, "tess", departments=("TREE",)), since=begun)
    lights = Standing("HYD", "street_light", 3, 1, 3, 1, 0, 0, 0)  # One closed in time, one late, one open and late.
    trees = Standing("TREE", "tree_hazard", 1, 0, 1, 0, 0, 0, 0)
    assert standings == [lights, trees]
    assert own == [trees]
    assert lights.on_time_share == pytest.approx(1 / 3)


def test_without_a_settled_case_there_is_no_share() -> None:
    assert Standing(None, "other", 1, 1, 0, 0, 0, 0, 0).on_time_share is None


def test_figures_are_for_who_reads_the_board(sqlite_database: Database) -> None:
    ada = officer(sqlite_database)
    with sqlite_database.read() as session, pytest.raises(PermissionDenied):
        list_standings(session, actor=ada, since=utc_now())
