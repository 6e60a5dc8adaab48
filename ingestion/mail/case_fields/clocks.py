"""At which hour, says the text, was it?"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.mail.case_fields.numerals import read_number
from ingestion.mail.case_fields.rules import read_rules

_RULES = read_rules("clocks")

_MORNING = frozenset("凌晨 清晨 清早 早上 上午 今早 今朝 今晨 朝早 早 半夜".split())
_EVENING = "晚夜"


@dataclass(frozen=True)
class Clock:
    start: int
    end: int
    time: datetime.time
    words: str


def find_clocks(text: str) -> Iterator[Clock]:
    """Clock times in folded text, Chinese ones first."""
    taken: list[tuple[int, int]] = []
    for expression in (_RULES["chinese"], _RULES["english"]):
        for match in expression.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            if (time := _time(match, text)) is not None:
                taken.append(match.span())
                yield Clock(*match.span(), time, match[0])


def _time(match: re.Match[str], text: str) -> datetime.time | None:
    groups = match.groupdict()
    get = groups.get
    if get("noon"):
        return datetime.time(12 if groups["noon"].casefold() == "noon" else 0)
    hour = next((read_number(groups[key]) for key in ("hour", "hour2", "hour4", "word", "word3") if get(key)), None)
    if hour is None:
        return None
    minute = read_number(get("minute") or get("minute2") or get("minute4") or "0")
    if get("thirty") or (get("half") or "").casefold() == "half":
        minute = 30
    elif get("quarter"):
        minute = 15 * (read_number(groups["quarter"]) or 1)
    elif get("fives"):
        minute = 5 * (read_number(groups["fives"]) or 1)
    elif (get("half") or "").casefold() == "quarter":
        minute = 15
    if (get("side") or "").casefold() == "to":
        hour, minute = hour - 1, 60 - (minute or 0)
    hour = _in_half(hour, match, text)
    return datetime.time(hour % 24, minute) if hour <= 24 and minute is not None and minute < 60 else None


def _in_half(hour: int, match: re.Match[str], text: str) -> int:
    """The hour of 24, by the half of the day that is named at the clock time or right behind it."""
    groups = match.groupdict()
    mark = groups.get("mark") or groups.get("mark2")
    half = (
        groups.get("half2")
        or (groups.get("half") if (groups.get("half") or "").casefold() not in ("half", "quarter") else "")
        or ""
    )
    if mark:
        return hour % 12 + (12 if mark.casefold() == "p" else 0)
    if half in _MORNING or half in ("今晨",):
        return hour % 12 if half in ("凌晨", "半夜") else hour
    if half and hour < 12:
        # 晚上一點 and 夜晚兩點 are after midnight.
        return (
            hour
            if half[-1] in _EVENING and hour < 5
            else hour + 12
            if half not in ("中午", "正午") or hour < 10
            else hour
        )
    if half and hour == 12 and half[-1] in _EVENING:
        return 24
    after = text[match.end() : match.end() + 24].casefold()
    before = text[max(0, match.start() - 12) : match.start()].casefold()
    if _RULES["afternoon_after"].match(after) or _RULES["afternoon_before"].search(before):
        return hour + 12 if hour < 12 and not ("night" in after + before and hour < 5) else hour
    return hour


def is_vague(clock: Clock, text: str) -> bool:
    """True where the hour stands without its half of the day and could be either."""
    return clock.time.hour < 12 and not _RULES["says_half"].search(clock.words + text[clock.end : clock.end + 16])
