"""Which days does a text name, as seen from the day on which it was written?"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingestion.mail.case_fields import days_ago, written_dates
from ingestion.mail.case_fields.lunar import festival_day, festival_pattern
from ingestion.mail.case_fields.rules import read_rules

_RULES = read_rules("dates")
_Reader = Callable[[re.Match[str], datetime.date], datetime.date | None]
_READERS: dict[str, _Reader] = {
    "full": written_dates.calendar_day,
    "festival": festival_day,
    "year_month_day": written_dates.month_of_year,
    "month_day": written_dates.calendar_day,
    "relative_month_day": written_dates.day_of_month,
    "weekday": days_ago.chinese_weekday,
    "relative": days_ago.days_before,
    "days_ago": days_ago.time_ago,
    "month": written_dates.month_of_year,
    "month_ago": days_ago.last_month_or_week,
    "english_full": written_dates.calendar_day,
    "english_numeric": written_dates.calendar_day,
    "english_weekday": days_ago.english_weekday,
    "english_relative": days_ago.english_days_before,
    "english_days_ago": days_ago.time_ago,
    "english_months_ago": days_ago.time_ago,
    "english_ordinal": written_dates.ordinal_day,
    "english_month": written_dates.english_month,
}
"""In the order in which they are tried: the fuller first."""
_MOST_DAYS = 100
"""Of a text; whoever names more says nothing with them."""
_VAGUE = frozenset(("month", "month_ago", "english_month", "english_months_ago"))


@dataclass(frozen=True)
class Day:
    start: int
    end: int
    date: datetime.date
    exact: bool = True
    """False where the words name only a month or a year, or a length of time before the mail."""


def find_days(text: str, today: datetime.date | None, *, month_first: bool = False) -> list[Day]:
    """The days of folded text in their order; without `today` only those that are written with their year."""
    found: list[Day] = []
    for name, match in _matches(text):
        if any(day.start < match.end() and match.start() < day.end for day in found):
            continue
        if today is None and not (name == "full" and match["year"]):
            continue
        date = _read(name, match, today or datetime.date.max, month_first=month_first)
        if date is not None:
            exact = name not in _VAGUE and (name != "year_month_day" or bool(match["day"]))
            found.append(Day(*match.span(), date, exact))
        if len(found) == _MOST_DAYS:
            break
    return sorted(found, key=lambda day: day.start)


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for name in _READERS:
        expression = festival_pattern() if name == "festival" else _RULES[name]
        for match in expression.finditer(text):
            yield name, match


def _read(name: str, match: re.Match[str], today: datetime.date, *, month_first: bool) -> datetime.date | None:
    try:
        if match.groupdict().get("first") and name in ("month_day", "english_numeric"):
            return written_dates.numeric_day(match, today, month_first=month_first)
        return _READERS[name](match, today)
    except (ValueError, OverflowError):
        # There is no such day.
        return None
