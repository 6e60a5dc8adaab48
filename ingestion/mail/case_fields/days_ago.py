"""Which day is yesterday, last Tuesday, three weeks ago, for who wrote it?"""

from __future__ import annotations

import datetime
import re

from assistant.folding import fold_in_place
from ingestion.mail.case_fields.numerals import read_number

_WEEKDAYS = {
    **{day: number for number, day in enumerate("一二三四五六日")},
    "天": 6,
    **{str(n + 1): n for n in range(6)},
}
_ENGLISH_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_YESTERDAY = fold_in_place("昨琴尋噚")
_DAYS = {
    **dict.fromkeys(("minute", "hour"), 0),
    **dict.fromkeys(("日", "天", "晚", "day", "night"), 1),
    **dict.fromkeys(("星期", "礼拜", "周", "week"), 7),
}


def chinese_weekday(match: re.Match[str], today: datetime.date) -> datetime.date | None:
    which, weekday = match["which"] or "", _WEEKDAYS[match["weekday"]]
    monday = today - datetime.timedelta(days=today.weekday())
    if which.startswith("上"):
        return monday + datetime.timedelta(days=weekday - 7 * which.count("上"))
    if which.startswith("下"):
        return None
    if which[:1] in ("今", "本", "这", "呢"):
        date = monday + datetime.timedelta(days=weekday)
        return date if date <= today else None
    return _back_to(weekday, today)


def english_weekday(match: re.Match[str], today: datetime.date) -> datetime.date | None:
    if (match["which"] or "").casefold().startswith(("next", "this coming")):
        return None
    date = _back_to(_ENGLISH_WEEKDAYS.index(match["weekday"][:3].casefold()), today)
    if match[0].casefold().endswith("last week") and (today - date).days <= today.weekday():
        date -= datetime.timedelta(days=7)
    return date - datetime.timedelta(days=7) if match["week_before"] else date


def days_before(match: re.Match[str], today: datetime.date) -> datetime.date:
    ago = match["ago"]
    days = 3 if ago.startswith("大前") else 2 if ago.startswith("前") else 1 if ago[0] in _YESTERDAY else 0
    return today - datetime.timedelta(days=days)


def english_days_before(match: re.Match[str], today: datetime.date) -> datetime.date:
    ago = match["ago"].casefold()
    return today - datetime.timedelta(days=2 if "before" in ago else 1 if ago in ("yesterday", "last night") else 0)


def time_ago(match: re.Match[str], today: datetime.date) -> datetime.date | None:
    words, unit = match["count"].casefold(), match["unit"].casefold()
    count = 2 if "couple" in words else read_number(words)
    if unit in _DAYS:
        return today - datetime.timedelta(days=_DAYS[unit] * count) if count else None
    months = 6 if words == "半" and unit in ("年", "year") else count and count * (12 if unit in ("年", "year") else 1)
    return _months_before(today, months) if months else None


def last_month_or_week(match: re.Match[str], today: datetime.date) -> datetime.date:
    return _months_before(today, 1) if "月" in match["which"] else today - datetime.timedelta(days=7)


def _back_to(weekday: int, today: datetime.date) -> datetime.date:
    """The last such weekday before the mail's day."""
    return today - datetime.timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def _months_before(today: datetime.date, months: int) -> datetime.date:
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    for day in range(today.day, 0, -1):
        try:
            return datetime.date(year, month + 1, day)
        except ValueError:
            continue
    return today
