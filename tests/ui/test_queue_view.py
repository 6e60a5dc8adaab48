"""Does each console see its own part of the one view of the queues?"""

from __future__ import annotations

import json
from typing import Any

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role
from assistant.cases.catalogue import load_catalogue
from assistant.conversations.news import Undecided, list_open
from assistant.database import Database
from tests.assistant.conversations.desk import agent, take, wait
from ui.api.staff_wire import handoffs_out
from ui.queue_view import QueueView, show


def view(database: Database, *undecided: Undecided) -> QueueView:
    with database.read() as session:
        shown = handoffs_out(session, list_open(session), load_catalogue(), language="en")
    return QueueView(0.0, tuple(map(show, shown)), undecided)


def seen(of: QueueView, actor: Actor) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(of.of(actor)[1])
    return told


def test_everybody_sees_their_departments_their_languages_first_and_what_is_theirs(sqlite_database: Database) -> None:
    ada = agent(sqlite_database, departments=["TD"], languages=["zh-Hant"])
    english = wait(sqlite_database, department="TD")
    chinese = wait(sqlite_database, department="TD", language="zh-Hant")
    elsewhere, taken = wait(sqlite_database, department="IMMD"), wait(sqlite_database, department="TD")
    take(sqlite_database, taken, ada)
    told = seen(view(sqlite_database), ada)
    assert [handoff["id"] for handoff in told["waiting"]] == [chinese.handoff_id, english.handoff_id]
    assert [handoff["id"] for handoff in told["mine"]] == [taken.handoff_id]
    bo = agent(sqlite_database, "bo", departments=["IMMD"])
    assert [handoff["id"] for handoff in seen(view(sqlite_database), bo)["waiting"]] == [elsewhere.handoff_id]


def test_pending_are_ones_own_replies_and_those_one_may_decide(sqlite_database: Database) -> None:
    replies = [Undecided("a", "TD"), Undecided("b", "TD"), Undecided("b", "IMMD")]
    author = Actor("a", ROLE_PERMISSIONS[Role.AGENT], frozenset({"TD"}), user_id="a")
    supervisor = Actor("s", ROLE_PERMISSIONS[Role.SUPERVISOR], frozenset({"TD"}), user_id="s")
    of = view(sqlite_database, *replies)
    assert (seen(of, author)["pending"], seen(of, supervisor)["pending"]) == (1, 2)


def test_only_what_changes_for_somebody_is_news(sqlite_database: Database) -> None:
    ada = agent(sqlite_database, departments=["TD"])
    wait(sqlite_database, department="TD")
    before = view(sqlite_database).of(ada)[0]
    wait(sqlite_database, department="IMMD")
    assert view(sqlite_database).of(ada)[0] == before
    wait(sqlite_database, department="TD")
    assert view(sqlite_database).of(ada)[0] != before
