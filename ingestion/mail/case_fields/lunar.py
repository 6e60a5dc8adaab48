"""On which day of the solar calendar did a festival or a lunar day last fall?"""

from __future__ import annotations

import datetime
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.folding import fold_in_place
from ingestion.mail.case_fields.numerals import read_number
from ingestion.mail.case_fields.rules import read_rules


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "lunar.toml").read_text("utf-8"))


def _years() -> dict[str, str]:
    years: dict[str, str] = _tables()["years"]
    return years


@cache
def _days(calendar: str) -> dict[str, tuple[int, float]]:
    """The festivals of one calendar by their folded names."""
    return {fold_in_place(name): (month, day) for name, (month, day) in _tables()[calendar].items()}


@cache
def festival_pattern() -> re.Pattern[str]:
    """Festivals and lunar days in folded text."""
    names = [name for calendar in ("lunar", "solar", "terms") for name in _days(calendar)]
    chinese, english = ([n for n in names if n.isascii() is latin] for latin in (False, True))
    return read_rules("festivals", chinese=_any_of(chinese), english=_any_of(english))["day"]


def _any_of(names: list[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))


def festival_day(match: re.Match[str], today: datetime.date) -> datetime.date | None:
    """The last time that the festival or the lunar day was, seen from `today`."""
    if name := match["name"] or (match["english"] or "").casefold():
        return _named_day(name, today)
    if match["newyear"]:
        return _last_lunar(1, read_number(match["newyear"]), today)
    if match["eve"]:
        return _last_lunar(12, {"三十": 30, "卅": 30}.get(match["eve"]) or read_number(match["eve"]), today)
    month, first, day = (match[key] or match[key + "2"] or "" for key in ("month", "first", "day"))
    number = {"正": 1, "冬": 11, "腊": 12}.get(month) or read_number(month.lstrip("闰"))
    days = {"初": 0, "十": 10, "廿": 20, "卅": 30, "三十": 30, "": 0}[first] + (read_number(day) or 0 if day else 0)
    return _last_lunar(number, days or None, today)


def _named_day(name: str, today: datetime.date) -> datetime.date | None:
    if name in _days("lunar"):
        month, day = _days("lunar")[name]
        return _last_lunar(month, int(day), today)
    years = (today.year, today.year - 1)
    if name in _days("terms"):
        days = [_term_day(year, *_days("terms")[name]) for year in years]
    else:
        month, day = _days("solar")[name]
        days = [datetime.date(year, month, int(day)) for year in years]
    return next((date for date in days if date <= today), None)


def _term_day(year: int, month: int, constant: float) -> datetime.date:
    """By the usual formula for the twenty-first century: the sun's longitude moves 0.2422 days a year."""
    years = year % 100
    return datetime.date(year, month, int(years * 0.2422 + constant) - years // 4)


def _last_lunar(month: int | None, day: int | None, today: datetime.date) -> datetime.date | None:
    """The last such lunar day, in the month that is no leap month."""
    if not month or not day:
        return None
    days = (_solar_day(year, month, day) for year in range(today.year, today.year - 3, -1))
    return next((date for date in days if date and date <= today), None)


def _solar_day(year: int, month: int, day: int) -> datetime.date | None:
    """None outside the table, and for a day that no month has; the last of a short month is its thirtieth too."""
    row = _years().get(str(year))
    if row is None or not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    new_year, months, *leap = row.split()
    # A leap month comes behind the month whose number it has.
    before = month - 1 + (1 if leap and int(leap[0]) < month else 0)
    days = [30 if length == "L" else 29 for length in months]
    first = datetime.date.fromisoformat(f"{year}-{new_year}")
    return first + datetime.timedelta(days=sum(days[:before]) + min(day, days[before]) - 1)
