"""Is an office's time counted right over nights, holidays, and the days on which clocks are changed?"""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.cases.working_time import WorkingTime
from assistant.conversations.opening_hours import Office, Span, load_opening_hours
from tests.assistant.cases.offices import COUNTRIES, MINUTE, SlowTime, hours_in, office

HOUR = datetime.timedelta(hours=1)
HERE = ZoneInfo("Asia/Hong_Kong")
HYD = WorkingTime(load_opening_hours(), "HYD")
"""Open 08:45 to 17:45 on working days: nine hours a day."""


def here(month: int, day: int, clock: str, year: int = 2026) -> datetime.datetime:
    """In Hong Kong; 2 November 2026 is a Monday."""
    return datetime.datetime(year, month, day, int(clock[:2]), int(clock[3:]), tzinfo=HERE)


def test_hours_run_only_while_the_office_is_open() -> None:
    # Monday 16:45 leaves one hour of that day, so the fourth hour ends three hours into Tuesday.
    assert HYD.add(here(11, 2, "16:45"), 4 * HOUR) == here(11, 3, "11:45")


def test_time_that_is_used_up_exactly_at_closing_ends_there() -> None:
    assert HYD.add(here(11, 2, "16:45"), HOUR) == here(11, 2, "17:45")


def test_a_weekend_and_a_holiday_use_no_time() -> None:
    # Thursday 24 December 17:15, then Christmas, a weekend: half an hour on Thursday, half on Monday.
    assert HYD.add(here(12, 24, "17:15"), HOUR) == here(12, 28, "09:15")
    assert HYD.between(here(12, 24, "17:15"), here(12, 28, "09:15")) == HOUR


def test_seconds_count() -> None:
    at = here(11, 2, "08:44") + datetime.timedelta(seconds=30)
    assert HYD.add(at, datetime.timedelta(seconds=1)) == here(11, 2, "08:45") + datetime.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("reported", "days", "closes"),
    [
        (here(11, 2, "10:00"), 1, here(11, 3, "17:45")),
        (here(11, 2, "23:00"), 1, here(11, 3, "17:45")),
        (here(11, 6, "10:00"), 1, here(11, 9, "17:45")),  # A Friday, and the Monday after it.
        (here(11, 7, "10:00"), 1, here(11, 9, "17:45")),  # On a Saturday nobody loses a day.
        (here(12, 24, "10:00"), 2, here(12, 29, "17:45")),  # After Christmas and the weekend: the 28th and the 29th.
        (here(12, 31, "10:00"), 1, here(1, 4, "17:45", 2027)),  # The 1st is a holiday, a Friday.
        (here(2, 28, "10:00", 2028), 1, here(2, 29, "17:45", 2028)),
    ],
)
def test_a_day_ends_when_the_office_closes(reported: datetime.datetime, days: int, closes: datetime.datetime) -> None:
    assert HYD.close_of_day(reported, days) == closes


def test_an_office_that_keeps_no_holidays_works_on_christmas_day() -> None:
    police = WorkingTime(load_opening_hours(), "HKPF")
    assert police.close_of_day(here(12, 24, "10:00"), 1) == here(12, 26, "00:00")


def test_an_office_that_is_open_on_saturdays_only_closes_its_days_then() -> None:
    time = WorkingTime(hours_in("Asia/Hong_Kong", office("sat 09:00-12:00")), "X")
    assert time.close_of_day(here(11, 2, "10:00"), 2) == here(11, 14, "12:00")


def test_an_office_without_hours_never_closes() -> None:
    assert WorkingTime(hours_in("Asia/Hong_Kong", office()), "X").add(here(11, 2, "23:30"), HOUR) == here(
        11, 3, "00:30"
    )


def test_spans_that_overlap_are_counted_once() -> None:
    time = WorkingTime(hours_in("Asia/Hong_Kong", office("mon 09:00-12:00", "mon 11:00-13:00")), "X")
    assert time.between(here(11, 2, "00:00"), here(11, 3, "00:00")) == 4 * HOUR


def test_the_night_in_which_clocks_go_forward_is_an_hour_shorter() -> None:
    # New York, Sunday 8 March 2026: after 01:59 comes 03:00, so a shift from 00:00 to 06:00 has five hours.
    time = WorkingTime(hours_in("America/New_York", office("sun 00:00-06:00")), "X")
    begins = datetime.datetime(2026, 3, 8, tzinfo=ZoneInfo("America/New_York"))
    assert time.between(begins, begins + datetime.timedelta(days=1)) == 5 * HOUR
    assert time.add(begins, 5 * HOUR) == datetime.datetime(2026, 3, 8, 10, tzinfo=datetime.UTC)  # 06:00 is UTC-4.


def test_the_night_in_which_clocks_go_back_is_an_hour_longer() -> None:
    # London, Sunday 25 October 2026: 01:00 to 02:00 comes twice.
    time = WorkingTime(hours_in("Europe/London", office("sun 00:00-06:00")), "X")
    begins = datetime.datetime(2026, 10, 25, tzinfo=ZoneInfo("Europe/London"))
    assert time.between(begins, begins + datetime.timedelta(days=1)) == 7 * HOUR


CHANGES = [
    datetime.datetime(*day, tzinfo=datetime.UTC)
    for day in ((2026, 3, 8), (2026, 11, 1), (2026, 3, 29), (2026, 10, 25), (2028, 2, 29), (2026, 12, 31))
]
moments = st.builds(
    lambda change, minutes: change + minutes * MINUTE, st.sampled_from(CHANGES), st.integers(-2 * 1440, 2 * 1440)
)
spans = st.builds(
    lambda weekday, edges: Span(weekday, min(edges), max(edges)),
    st.integers(0, 6),
    st.tuples(st.integers(0, 719), st.integers(720, 1440)) | st.tuples(st.integers(30, 110), st.integers(111, 200)),
)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(sorted(COUNTRIES)),
    open_spans=st.lists(spans, min_size=4, max_size=10),
    at=moments,
    length=st.integers(1, 2 * 1440),
    keeps_holidays=st.booleans(),
)
def test_the_count_is_that_of_every_single_minute(
    zone: str, open_spans: list[Span], at: datetime.datetime, length: int, *, keeps_holidays: bool
) -> None:
    hours = hours_in(zone, Office(tuple(open_spans), keeps_holidays, 3))
    time, slow = WorkingTime(hours, "X"), SlowTime(hours, "X")
    used = time.between(at, at + length * MINUTE)
    assert used == slow.between(at, at + length * MINUTE) * MINUTE
    if used:
        assert time.add(at, used * 0.75) == slow.add(at, used / MINUTE * 0.75)
