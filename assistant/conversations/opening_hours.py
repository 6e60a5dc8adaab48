"""When does somebody answer, and by which day is a reply promised?  Data, so that another city needs no code."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from assistant.errors import SettingsInvalid

SHIPPED = Path(__file__).with_name("opening_hours.toml")
SETTING = "CIVICDESK_OPENING_HOURS"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENTRY = re.compile(r"(?P<days>\w{3}(?:-\w{3})?) (?P<from>\d\d:\d\d)-(?P<to>\d\d:\d\d)")
_MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Span:
    """A part of one weekday (0 is Monday), in minutes from its beginning; the last minute is not in it."""

    weekday: int
    begins: int
    ends: int


@dataclass(frozen=True)
class Office:
    spans: tuple[Span, ...]
    keeps_holidays: bool
    reply_working_days: int


@dataclass(frozen=True)
class OpeningHours:
    """The hours of every department; those of the contact centre itself are found under None."""

    time_zone: ZoneInfo
    holidays: Mapping[datetime.date, str]
    working_days: frozenset[int]
    handling_minutes: int
    contact_centre: Office
    default: Office
    departments: Mapping[str, Office]

    def office(self, department: str | None) -> Office:
        return self.departments.get(department, self.default) if department else self.contact_centre

    def is_open(self, department: str | None, at: datetime.datetime) -> bool:
        """`at` is any aware time; it is read on the office's own clock."""
        office, here = self.office(department), at.astimezone(self.time_zone)
        if office.keeps_holidays and here.date() in self.holidays:
            return False
        minute = here.hour * 60 + here.minute
        return any(span.weekday == here.weekday() and span.begins <= minute < span.ends for span in office.spans)

    def is_working_day(self, day: datetime.date) -> bool:
        return day.weekday() in self.working_days and day not in self.holidays

    def reply_by(self, department: str | None, at: datetime.datetime) -> datetime.date:
        """The last of the working days that the department may take for a reply; the first is the day after `at`."""
        day = at.astimezone(self.time_zone).date()
        for _ in range(self.office(department).reply_working_days):
            day = self.next_working_day(day)
        return day

    def next_working_day(self, day: datetime.date) -> datetime.date:
        """The first working day after `day`."""
        day += datetime.timedelta(days=1)
        while not self.is_working_day(day):
            day += datetime.timedelta(days=1)
        return day


def load_opening_hours(path: Path | None = None) -> OpeningHours:
    """The hours at `path`, or the shipped ones.  Raises SettingsInvalid, naming the field that cannot be used."""
    return _parse((path or SHIPPED).read_text("utf-8"))


@lru_cache(maxsize=4)
def _parse(source: str) -> OpeningHours:
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise _refusal(f"not TOML: {error}") from error
    departments = _get(data, "departments", dict, {})
    return OpeningHours(
        time_zone=_time_zone(data),
        holidays=_holidays(data),
        working_days=frozenset(_weekdays(_get(data, "working_days", str), "working_days")),
        handling_minutes=_at_least_one(data, "handling_minutes"),
        contact_centre=_office(data, "contact_centre"),
        default=_office(data, "default"),
        departments={code: _office(departments, code, within="departments.") for code in departments},
    )


def _time_zone(data: Mapping[str, Any]) -> ZoneInfo:
    try:
        return ZoneInfo(_get(data, "time_zone", str))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise _refusal("time_zone: no such time zone") from error


def _holidays(data: Mapping[str, Any]) -> Mapping[datetime.date, str]:
    extra = _get(data, "extra_holidays", list, [])
    if not all(type(day) is datetime.date for day in extra):
        raise _refusal("extra_holidays: write dates as 2027-01-02")
    country, category = _get(data, "holidays", str), _get(data, "holiday_category", str, "public")
    if not country:
        return dict.fromkeys(extra, "")
    try:
        # The library fills in each year when it is first asked for.
        known = holidays.country_holidays(country, categories=category)
    except (NotImplementedError, ValueError) as error:
        raise _refusal(f"holidays: the library knows no {category} holidays of {country}") from error
    known.append(dict.fromkeys(extra, "closed"))
    return known


def _office(data: Mapping[str, Any], name: str, *, within: str = "") -> Office:
    table, place = _get(data, name, dict, place=within + name), f"{within}{name}."
    entries = _get(table, "open", list, place=f"{place}open")
    return Office(
        spans=tuple(span for entry in entries for span in _spans(entry, f"{place}open")),
        keeps_holidays=_get(table, "keeps_holidays", bool, place=f"{place}keeps_holidays"),
        reply_working_days=_at_least_one(table, "reply_working_days", place=f"{place}reply_working_days"),
    )


def _spans(entry: Any, place: str) -> list[Span]:
    found = _ENTRY.fullmatch(entry) if isinstance(entry, str) else None
    if found is None:
        raise _refusal(f"{place}: write a span as `mon-fri 08:45-17:45`")
    begins, ends = _minutes(found["from"]), _minutes(found["to"])
    if not begins < ends <= _MIDNIGHT:
        raise _refusal(f"{place}: {entry} does not end after it begins, on the same day")
    return [Span(weekday, begins, ends) for weekday in _weekdays(found["days"], place)]


def _weekdays(text: str, place: str) -> range:
    first, _, last = text.partition("-")
    if first not in DAYS or (last or first) not in DAYS or DAYS.index(last or first) < DAYS.index(first):
        raise _refusal(f"{place}: write days as `mon` or `mon-fri`")
    return range(DAYS.index(first), DAYS.index(last or first) + 1)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes) if int(minutes) < 60 else _MIDNIGHT + 1


def _at_least_one(data: Mapping[str, Any], name: str, *, place: str = "") -> int:
    number: int = _get(data, name, int, place=place or name)
    if number < 1:
        raise _refusal(f"{place or name}: must be at least 1")
    return number


def _get(data: Mapping[str, Any], name: str, kind: type, default: Any = None, *, place: str = "") -> Any:
    value = data.get(name, default)
    if type(value) is not kind:
        raise _refusal(f"{place or name}: missing, or not {kind.__name__}")
    return value


def _refusal(reason: str) -> SettingsInvalid:
    return SettingsInvalid(f"{SETTING}: {reason}", field=SETTING)
