"""Is a citizen who waits told the truth: their place, about how long, or that nobody is there?"""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.answering.answer import HandoffReason
from assistant.conversations import handoffs
from assistant.conversations.models import Handoff
from assistant.conversations.opening_hours import load_opening_hours
from assistant.conversations.waiting import Standing, find_standing, promise_reply
from assistant.database import Database, utc_now
from tests.assistant.conversations.desk import Waiting, agent, find, on_line, take, wait

HOURS = load_opening_hours()
MINUTE = datetime.timedelta(minutes=1)
NIGHT = datetime.datetime(2026, 11, 2, 23, 0, tzinfo=ZoneInfo("Asia/Hong_Kong"))


def standing(database: Database, waiting: Waiting, now: datetime.datetime | None = None) -> Standing:
    with database.read() as session:
        return find_standing(session, session.get_one(Handoff, waiting.handoff_id), HOURS, now=now)


def handled(database: Database, minutes: int, times: int) -> None:
    """So many conversations that took so long."""
    for _ in range(times):
        waiting = wait(database)
        with database.write() as session:
            handoff = session.get_one(Handoff, waiting.handoff_id)
            handoff.state, handoff.ended_at = "released", utc_now()
            handoff.claimed_at = handoff.ended_at - minutes * MINUTE


def test_the_place_is_counted_in_the_department_s_own_queue(database: Database) -> None:
    first, _other, second = wait(database), wait(database, department="TD"), wait(database)
    assert [standing(database, one).place for one in (first, second)] == [1, 2]


def test_the_urgent_stand_before_the_others(database: Database) -> None:
    plain = wait(database)
    complaint = wait(database, reason=HandoffReason.COMPLAINT)
    emergency = wait(database, reason=HandoffReason.EMERGENCY)
    assert [standing(database, one).place for one in (emergency, complaint, plain)] == [1, 2, 3]


def test_with_nobody_there_no_minutes_are_promised_but_a_day(database: Database) -> None:
    told = standing(database, wait(database))
    assert (told.someone_is_there, told.wait_minutes) == (False, None)
    assert told.reply_by == HOURS.reply_by(None, utc_now())


def test_with_few_handled_the_data_s_own_minutes_are_taken(database: Database) -> None:
    on_line(database, agent(database))
    waiting = [wait(database) for _ in range(3)]
    assert [standing(database, one).wait_minutes for one in waiting] == [8, 16, 24]  # 1, 2, 3 x 8 / 1


def test_the_wait_is_place_by_mean_time_among_those_who_serve(database: Database) -> None:
    handled(database, 5, times=6)
    on_line(database, agent(database), agent(database, "bob"))
    waiting = [wait(database) for _ in range(3)]
    assert [standing(database, one).wait_minutes for one in waiting] == [3, 5, 8]  # 2.5, 5 and 7.5, rounded up.


@pytest.mark.parametrize(
    ("changes", "is_available", "counts"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"languages": ("zh-Hant",)}, True, False),
        ({"departments": ("IMMD",)}, True, False),
        ({"roles": ("editor",), "departments": ("TD",)}, None, False),
    ],
    ids=["serves", "is busy", "other language", "other department", "an editor"],
)
def test_somebody_is_there_only_who_could_take_it(
    database: Database, changes: dict[str, Any], *, is_available: bool | None, counts: bool
) -> None:
    ada = agent(database, **changes)
    if is_available is not None:
        on_line(database, ada, is_available=is_available)
    assert standing(database, wait(database, department="TD")).someone_is_there is counts


def test_a_department_s_own_agents_count_in_its_hours_and_the_centre_s_at_any(database: Database) -> None:
    waiting = wait(database, department="TD")
    ada, bob = agent(database, departments=("TD",)), agent(database, "bob")
    on_line(database, ada)
    assert not standing(database, waiting, now=NIGHT).someone_is_there
    on_line(database, bob)
    assert standing(database, waiting, now=NIGHT).someone_is_there


def test_the_day_stays_what_it_was_and_once_it_is_over_a_new_one_is_told(database: Database) -> None:
    waiting = wait(database, department="TD")
    with database.write() as session:
        handoff = session.get_one(Handoff, waiting.handoff_id)
        promise_reply(handoff, HOURS)
        promised = handoff.reply_by
    assert promised == HOURS.reply_by("TD", find(database, waiting).queued_at)
    assert promised is not None
    eve = datetime.datetime.combine(promised, datetime.time(12), HOURS.time_zone)
    assert standing(database, waiting, now=eve).reply_by == promised
    late = eve + datetime.timedelta(days=1)
    assert standing(database, waiting, now=late).reply_by == HOURS.reply_by("TD", late)


# Order of the queue, as agents see it


def test_an_agent_sees_danger_first_then_their_languages_and_the_others_after_them(database: Database) -> None:
    ada = agent(database, languages=("zh-Hant",))
    english, chinese = wait(database), wait(database, language="zh-Hant")
    complaint, danger = (wait(database, reason=HandoffReason(reason)) for reason in ("complaint", "emergency"))
    with database.read() as session:
        seen = [handoff.id for handoff in handoffs.list_waiting(session, actor=ada)]
    assert seen == [danger.handoff_id, chinese.handoff_id, complaint.handoff_id, english.handoff_id]


def test_an_agent_sees_the_queues_of_their_departments_only(database: Database) -> None:
    ivy = agent(database, departments=("IMMD", "TD"))
    mine = [wait(database, department=department) for department in ("TD", "IMMD")]
    for department in ("HYD", None):
        wait(database, department=department)
    with database.read() as session:
        assert [one.id for one in handoffs.list_waiting(session, actor=ivy)] == [one.handoff_id for one in mine]


def test_what_one_has_claimed_is_one_s_own(database: Database) -> None:
    ada, bob = agent(database), agent(database, "bob")
    first, second, _third = wait(database), wait(database), wait(database)
    take(database, first, ada)
    take(database, second, bob)
    with database.read() as session:
        assert [handoff.id for handoff in handoffs.list_mine(session, actor=ada)] == [first.handoff_id]
