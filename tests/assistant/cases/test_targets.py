"""Is a case's time the category's and the priority's, whatever the clocks do?"""

from __future__ import annotations

import datetime
import random
from dataclasses import replace
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine

from assistant.accounts.permissions import SERVICE
from assistant.cases import register
from assistant.cases.targets import Targets
from assistant.cases.triage import Priority
from assistant.database import Database
from assistant.settings import Settings
from tests.assistant.cases.offices import COUNTRIES, MINUTE, SlowTime, hours_in
from tests.assistant.cases.reports import TARGETS, read, report, triage

HERE = ZoneInfo("Asia/Hong_Kong")
MONDAY = datetime.datetime(2026, 11, 2, 10, tzinfo=HERE)
HOUR = datetime.timedelta(hours=1)


def here(day: int, clock: str) -> datetime.datetime:
    return datetime.datetime(2026, 11, day, int(clock[:2]), int(clock[3:]), tzinfo=HERE)


@pytest.mark.parametrize(
    ("priority", "respond_by", "resolve_by"),
    [
        ("emergency", here(2, "11:00"), here(3, "10:00")),  # Day and night.
        ("urgent", here(2, "14:00"), here(3, "17:00")),  # 7 h 45 min are left of Monday; 8 h 15 min of Tuesday make 16.
        ("normal", here(4, "17:45"), here(9, "17:45")),  # Two working days; five, with the category's weekend.
        ("low", here(5, "17:45"), here(9, "17:45")),
    ],
)
def test_a_dark_street_lamp_has_the_time_of_its_priority(
    priority: str, respond_by: datetime.datetime, resolve_by: datetime.datetime
) -> None:
    found = TARGETS.deadlines("street_light", priority, MONDAY)
    assert (found.respond_by, found.resolve_by) == (respond_by, resolve_by)


def test_a_warning_comes_when_three_quarters_of_the_working_time_are_used() -> None:
    # Normal: 7 h 45 min of Monday and 9 h of each of five days are 52 h 45 min, of which 39 h 33 min 45 s are three
    # quarters: those of Monday, 27 h of the three days after it, and 4 h 48 min 45 s of Friday.
    found = TARGETS.deadlines("street_light", "normal", MONDAY)
    assert found.warn_resolution_at == here(6, "13:33") + datetime.timedelta(seconds=45)
    # An emergency's hour knows no closing time: three quarters of it are 45 minutes.
    assert TARGETS.deadlines("street_light", "emergency", MONDAY).warn_response_at == here(2, "10:45")


def test_the_hours_are_those_of_the_department_that_leads_the_category() -> None:
    # Immigration closes at 17:15; the police keep no hours, and their day ends at midnight.
    assert TARGETS.respond_by("identity_document", "normal", MONDAY) == here(4, "17:15")
    assert TARGETS.respond_by("illegal_parking", "normal", MONDAY) == here(5, "00:00")


def test_a_first_reply_is_never_due_after_the_last_one() -> None:
    found = TARGETS.deadlines("gas_electricity_safety", "normal", MONDAY)  # One day for all of it.
    assert found.respond_by == found.resolve_by == here(3, "17:45")


@pytest.mark.parametrize("category", ["street_light", "illegal_parking", "gas_electricity_safety", "other", "gone"])
def test_what_is_more_urgent_never_has_more_time(category: str) -> None:
    for hour in range(0, 24 * 7, 5):
        found = [TARGETS.deadlines(category, each, MONDAY + hour * HOUR) for each in Priority]
        for sooner, later in pairwise(found):
            assert sooner.respond_by <= later.respond_by
            assert sooner.resolve_by <= later.resolve_by


def test_everything_stands_in_its_order_in_utc() -> None:
    for category in TARGETS.catalogue.categories:
        for priority in Priority:
            found = TARGETS.deadlines(category, priority, MONDAY)
            assert MONDAY < found.warn_response_at < found.respond_by <= found.resolve_by
            assert found.warn_resolution_at < found.resolve_by
            assert found.resolve_by.utcoffset() == datetime.timedelta()


def test_an_unknown_priority_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="soonish"):
        TARGETS.resolve_by("street_light", "soonish", MONDAY)


def test_targets_are_made_of_the_files_that_the_settings_name(settings: Settings) -> None:
    assert Targets.load(settings) == TARGETS


# Clocks that are changed, leap days, the end of the year, and machines whose clock jumps

EVENTS = [
    datetime.datetime(*day, tzinfo=datetime.UTC)
    for day in (
        (2026, 3, 8),  # New York goes forward,
        (2026, 11, 1),  # and back;
        (2027, 3, 28),  # London goes forward,
        (2027, 10, 31),  # and back.
        (2028, 2, 29),
        (2026, 12, 31),
        (2027, 12, 31),
    )
]
CATEGORIES = ["street_light", "illegal_parking", "water_supply_interruption", "identity_document", "noise_construction"]


@cache
def targets_in(zone: str) -> Targets:
    return replace(TARGETS, hours=hours_in(zone), _times={})


@cache
def slow_time(zone: str, department: str) -> SlowTime:
    return SlowTime(targets_in(zone).hours, department)


def reference(zone: str, category: str, priority: str, at: datetime.datetime) -> list[datetime.datetime]:
    """All four times, minute by minute, by the words of the policy's file."""
    department = TARGETS.catalogue.categories[category].department
    slow = slow_time(zone, department if department in TARGETS.hours.departments else "all others")
    days = TARGETS.catalogue.categories[category].response_days
    answered = {"low": slow.close_of_day(at, 3)}
    settled = {"low": slow.close_of_day(at, days)}
    answered["normal"] = slow.close_of_day(at, 2)
    settled["normal"] = settled["low"]
    answered["urgent"] = min(answered["normal"], slow.add(at, 4 * 60))
    settled["urgent"] = min(settled["normal"], slow.add(at, 16 * 60))
    answered["emergency"] = min(answered["urgent"], at + HOUR)
    settled["emergency"] = min(settled["urgent"], at + 24 * HOUR)
    respond_by, resolve_by = min(answered[priority], settled[priority]), settled[priority]
    return [respond_by, resolve_by, *(_warning(slow, at, due) for due in (respond_by, resolve_by))]


def _warning(slow: SlowTime, at: datetime.datetime, due: datetime.datetime) -> datetime.datetime:
    if due in (at + HOUR, at + 24 * HOUR):
        return at + (due - at) * 0.75
    return slow.add(at, slow.between(at, due) * 0.75)


@pytest.mark.slow
@pytest.mark.promise("P8")
def test_two_hundred_deadlines_over_every_change_of_the_clock_are_right(sqlite_database: Database) -> None:
    chance = random.Random(8)  # noqa: S311  # A fixed seed.
    wrong = []
    for number in range(200):
        zone, category = chance.choice(sorted(COUNTRIES)), chance.choice(CATEGORIES)
        priority = chance.choice(list(Priority)).value
        at = chance.choice(EVENTS) + chance.randrange(-2 * 1440, 2 * 1440) * MINUTE
        targets = targets_in(zone)
        with time_machine.travel(at, tick=False) as clock, sqlite_database.write() as session:
            found = triage(category, priority=priority)
            opened = register.open_case(session, report(triage=found), targets=targets, actor=SERVICE)
            clock.shift(chance.choice((-HOUR, HOUR)))  # The machine's clock jumps once the case is there.
            session.flush()
        case = read(sqlite_database, opened.case.id)
        kept = [case.respond_by, case.resolve_by]
        deadlines = targets.deadlines(category, priority, case.clock_from)
        warnings = [deadlines.warn_response_at, deadlines.warn_resolution_at]
        if case.clock_from != at or [*kept, *warnings] != reference(zone, category, priority, at):
            wrong.append((number, zone, category, priority, at))
    assert wrong == []
