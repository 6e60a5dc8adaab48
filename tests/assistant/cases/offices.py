"""Offices in other places than the shipped ones, and a slow way to count their time: minute by minute."""

from __future__ import annotations

import datetime
from dataclasses import replace
from zoneinfo import ZoneInfo

import holidays

from assistant.conversations.opening_hours import DAYS, Office, OpeningHours, Span, load_opening_hours

MINUTE = datetime.timedelta(minutes=1)
_EPOCH = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
COUNTRIES = {"Asia/Hong_Kong": "HK", "America/New_York": "US", "Europe/London": "GB"}


def office(*entries: str, keeps_holidays: bool = True) -> Office:
    """`office("mon 09:00-12:00")`."""
    return Office(tuple(map(_span, entries)), keeps_holidays, 3)


def hours_in(zone: str, default: Office | None = None) -> OpeningHours:
    """The shipped hours on another place's clock, with its holidays; `default` is the office of every department."""
    shipped = load_opening_hours()
    moved = replace(shipped, time_zone=ZoneInfo(zone), holidays=holidays.country_holidays(COUNTRIES[zone]))
    return replace(moved, default=default, departments={}) if default else moved


class SlowTime:
    """The reference: asks of each minute of UTC whether the office is open in it, and which day it is there."""

    def __init__(self, hours: OpeningHours, department: str | None) -> None:
        self.hours, self.department = hours, department
        self._minutes: dict[int, tuple[bool, datetime.date]] = {}

    def between(self, at: datetime.datetime, until: datetime.datetime) -> int:
        """Open minutes; both ends are whole minutes."""
        return sum(self._minute(number)[0] for number in range(_number(at), _number(until)))

    def add(self, at: datetime.datetime, minutes: float) -> datetime.datetime:
        number = _number(at)
        while not self._minute(number)[0] or minutes > 1:
            minutes -= self._minute(number)[0]
            number += 1
        return _EPOCH + (number + minutes) * MINUTE

    def close_of_day(self, at: datetime.datetime, days: int) -> datetime.datetime:
        number = _number(at)
        first = self._minute(number)[1]
        counted, closes = {first}, number
        while True:
            is_open, day = self._minute(number)
            if len(counted) == days + 1 and day > max(counted):
                return _EPOCH + closes * MINUTE
            number += 1
            if is_open and day > first and day.weekday() in self.hours.working_days:
                counted.add(day)
                closes = number

    def _minute(self, number: int) -> tuple[bool, datetime.date]:
        if number not in self._minutes:
            at = _EPOCH + number * MINUTE
            self._minutes[number] = (
                self.hours.is_open(self.department, at),
                at.astimezone(self.hours.time_zone).date(),
            )
        return self._minutes[number]


def _number(at: datetime.datetime) -> int:
    return (at - _EPOCH) // MINUTE


def _span(entry: str) -> Span:
    day, clock = entry.split()
    begins, ends = (int(time[:2]) * 60 + int(time[3:]) for time in clock.split("-"))
    return Span(DAYS.index(day), begins, ends)
