"""On which day of the calendar is a date that is written with its month?"""

from __future__ import annotations

import datetime
import re

from ingestion.mail.case_fields.numerals import read_number

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def numeric_day(match: re.Match[str], today: datetime.date, *, month_first: bool) -> datetime.date:
    """3/5 by the custom of the place where it was written."""
    groups = match.groupdict()
    first, second = int(groups["first"] or 0), int(groups["second"] or 0)
    month, day = (first, second) if (month_first and first <= 12) or second > 12 else (second, first)
    year = int(groups["late_year"]) if groups.get("late_year") else None
    return _in_year(month, day, year + 2000 if year and year < 100 else year, today)


def calendar_day(match: re.Match[str], today: datetime.date) -> datetime.date | None:
    """二〇二六年四月十四日, 民國115年4月14日, 14 April."""
    groups = match.groupdict()
    month_words = groups.get("month") or groups.get("month2") or ""
    day_words = groups.get("day") or groups.get("day2") or ""
    month = _month_number(month_words) or read_number(month_words)
    day = read_number(day_words)
    year = read_number(groups.get("year") or groups.get("year2") or "")
    if republic := read_number(groups.get("republic_year") or groups.get("roc") or ""):
        year = republic + 1911
    return _in_year(month, day, year, today) if month and day else None


def month_of_year(match: re.Match[str], today: datetime.date) -> datetime.date | None:
    month = read_number(match["month"])
    day = read_number(match.groupdict().get("day") or "1")
    return datetime.date(_year_of(match["which"], month, today), month, day) if month and day else None


def english_month(match: re.Match[str], today: datetime.date) -> datetime.date | None:
    month = _month_number(match["month"]) or 1
    return datetime.date(int(match["year"]) if match["year"] else _year_of(None, month, today), month, 1)


def day_of_month(match: re.Match[str], today: datetime.date) -> datetime.date | None:
    day = read_number(match["day"])
    first = today.replace(day=1)
    if match["which"].startswith("上"):
        first = (first - datetime.timedelta(days=1)).replace(day=1)
    return first.replace(day=day) if day else None


def ordinal_day(match: re.Match[str], today: datetime.date) -> datetime.date:
    date = today.replace(day=int(match["day"]))
    return date if date <= today else (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=date.day)


def _year_of(which: str | None, month: int, today: datetime.date) -> int:
    if which in ("去年", "旧年", "上年"):
        return today.year - 1
    if which == "前年":
        return today.year - 2
    return today.year if which == "今年" or month <= today.month else today.year - 1


def _month_number(words: str) -> int | None:
    short = words[:3].casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else None


def _in_year(month: int, day: int, year: int | None, today: datetime.date) -> datetime.date:
    """The day in its year, or the last one that is at most a month ahead of the mail."""
    if year:
        return datetime.date(year, month, day)
    for candidate in (today.year, today.year - 1) if today != datetime.date.max else ():
        date = datetime.date(candidate, month, day)
        if date <= today + datetime.timedelta(days=31):
            return date
    return datetime.date(today.year - 1, month, day)
