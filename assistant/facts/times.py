"""At which hours, and on which days of the week?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.facts.fact import FactKind, Page, first
from assistant.facts.numbers import HAN, HAN_NUMERALS, read_value

_MORNING = "凌晨|清晨|清早|早上|早晨|上午|早|朝|晨"
_LATER = "中午|正午|下午|午后|傍晚|黄昏|晚上|晚间|夜晚|夜间|深夜|午夜|晚|夜"
_HALF = rf"(?:{_MORNING}|{_LATER})"
_MARK = r"(?:[ap]\.?m\b\.?)"
_BEFORE = r"(?<![\d:$])(?<!\d[.,])"
"""The comma of a Chinese sentence stands close to the hour."""
_ENGLISH_HOUR = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_ENGLISH_MINUTE = "five|ten|twenty(?:-five)?|twenty five"
_PART = " (?:in the|at) "
_TO = r" ?(?:-|~|to|until|till|and|or|至|到|或|及|和) ?"
_CLOCK = re.compile(
    rf"(?P<half>{_HALF})?(?P<hour>{_BEFORE}\d{{1,2}}|{HAN}) ?(?:时|点钟?)(?!间|候|期|常|代|段|刻|限|速|数)"
    rf"(?: ?(?P<thirty>半)|(?P<quarter>[一三13])刻|[整正](?!午)|(?P<minute>\d{{1,2}}|{HAN}) ?分(?!钟))?"
    rf"|(?P<half2>{_HALF}) ?(?P<hour2>\d{{1,2}})[:.](?P<minute2>\d\d)(?!\d)"
    rf"|{_BEFORE}(?P<hour3>\d{{1,2}})(?:[:.](?P<minute3>\d\d))?(?={_TO}\d{{1,2}}(?:[:.]\d\d)? ?(?P<shared>{_MARK}))"
    rf"|{_BEFORE}(?P<hour4>\d{{1,2}})(?:[:.](?P<minute4>\d\d))? ?(?P<mark>{_MARK})"
    rf"|{_BEFORE}(?P<hour5>\d{{1,2}}):(?P<minute5>[0-5]\d)(?![\d:])(?: ?hours?\b| ?hrs?\b)?"
    rf"|\b(?P<side>half past|quarter past|quarter to|(?P<minute6>{_ENGLISH_MINUTE})(?: minutes)? past"
    rf"|(?<=\bat |\bby )(?P<to_hour>{_ENGLISH_MINUTE})(?: minutes)? to"
    rf"|(?<=before |.until )(?P<to_hour2>{_ENGLISH_MINUTE})(?: minutes)? to)"
    rf" (?P<hour6>{_ENGLISH_HOUR}|\d{{1,2}})\b(?:{_PART}(?P<part6>morning|afternoon|evening|night))?"
    rf"|{_BEFORE}\b(?P<hour9>{_ENGLISH_HOUR}|\d{{1,2}})(?:[:.](?P<minute9>\d\d))?(?: o'?clock)?"
    rf"{_PART}(?P<part9>morning|afternoon|evening|night)\b"
    rf"|\b(?P<hour7>{_ENGLISH_HOUR}|\d{{1,2}}) ?o'?clock\b"
    rf"|{_BEFORE}(?P<hour8>[0-2]\d)(?P<minute8>[0-5]\d) ?(?:hours|hrs)\b"
    r"|(?P<noon>\b(?:12 ?)?(?:noon|midday)\b|正午|中午(?=[前后起止至到]|$|[,.。,、;;)）]))"
    r"|(?P<midnight>\b(?:12 ?)?midnight\b|午夜|子夜|零时)",
    re.IGNORECASE,
)
_ALWAYS = re.compile(
    r"\b(?:a?round the clock|day (?:and|or) night|at any (?:hour|time)|24 ?/ ?7|24[ -]?hours? a day(?:,? (?:7"
    r"|seven) days a week)?"
    r"|open 24 hours|24[- ]hour(?= (?:hotline|service|line|desk|number|phone|emergency|enquiry|\w+ ?(?:hot)?line))"
    r"|(?:seven|7) days a week"
    r"|any time of (?:the )?day(?: or night)?|all day(?: and night)?)"
    r"|首尾[两二]?[日天]|(?:每周|一周|每星期|一星期)[七7][日天]"
    r"|(?<![时需约少于过达满每逾续在前后])(?:全日|全天|每日|每天"
    r"|日夜)?24 ?小时(?![内之以前后或及至到为通预期,。;、]|\Z)|\(24 ?小时\)|(?:全日|全天候|日夜"
    r"|昼夜)(?:24 ?小时)?|二十四小时(?=热线|服务|运作|开放)",
    re.IGNORECASE,
)

_NINE_TO_FIVE = re.compile(rf"朝(?P<from>{HAN})晚(?P<to>{HAN})")
_CLOCK_FIRST = first(
    f"noon midday midnight half quarter {_ENGLISH_HOUR.replace('|', ' ')}",
    rf"\d凌清早上朝晨中正下午傍黄晚夜深子{HAN_NUMERALS}",
)
_ALWAYS_FIRST = first("round around day at open any all seven", r"\d全每日一二昼天首(")


@dataclass
class _Clock:
    start: int
    end: int
    hour: int
    minute: int
    half: str
    """a, p, or nothing where it is not said."""


def skip_always(page: Page) -> None:
    """Round the clock, 24小時運作: no time at all; a number that stands beside it would take it for its own."""
    for match in page.scan(_ALWAYS, _ALWAYS_FIRST):
        page.blank(*match.span())


def read_hours(page: Page) -> None:
    """Clock times as minutes of the day; a time whose half of the day is not said may be either."""
    for match in page.scan(_NINE_TO_FIVE, first("", "朝")):
        for key, noon in (("from", 0), ("to", 720)):
            if (hour := _number(match[key])) and hour < 12:
                page.add(FactKind.HOURS, f"clock:{hour * 60 + noon}", *match.span())
    clocks = [clock for match in page.scan(_CLOCK, _CLOCK_FIRST) if (clock := _read(match))]
    is_long_day = any(clock.hour > 12 for clock in clocks)
    before: _Clock | None = None
    for clock in clocks:
        if before and not clock.half and before.half and _follows(page.text[before.end : clock.start]):
            clock.half = _half_after(before, clock)
        page.add(FactKind.HOURS, _values(clock, is_long_day=is_long_day), clock.start, clock.end)
        before = clock


def _follows(between: str) -> bool:
    return re.fullmatch(r"(?: ?(?:-|~|至|到|或|及|和|、|,|to|and|or|until) ?){1,2}", between) is not None


def _half_after(before: _Clock, clock: _Clock) -> str:
    """上午9時至11時 stays in its half; 上午9時至5時 crosses noon, though nobody says so."""
    if clock.hour > 12:
        return ""
    first, second = (c.hour % 12 * 60 + c.minute for c in (before, clock))
    return before.half if second > first else "p" if before.half == "a" else ""


def _read(match: re.Match[str]) -> _Clock | None:
    if match["noon"]:
        return _Clock(*match.span(), 12, 0, "p")
    if match["midnight"]:
        return _Clock(*match.span(), 0, 0, "x")
    groups = match.groupdict()
    hour = _number(next(groups[key] for key in _HOURS if groups[key]))
    minute = _number(next((groups[key] for key in _MINUTES if groups[key]), "0"))
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    half = _said_half(groups, hour, minute)
    minute = 30 if groups["thirty"] else 15 * (_number(groups["quarter"]) or 1) if groups["quarter"] else minute
    if side := (groups["side"] or "").casefold():
        past = 30 if side.startswith("half") else 15 if side.startswith("quarter") else _minutes_past(groups)
        hour, minute = ((hour - 1) or 12, 60 - past) if side.endswith("to") else (hour, past)
    return _Clock(*match.span(), hour, minute, half)


def _minutes_past(groups: dict[str, str | None]) -> int:
    return _number(groups["minute6"] or groups["to_hour"] or groups["to_hour2"]) or 0


def _said_half(groups: dict[str, str | None], hour: int, minute: int) -> str:
    if mark := groups["mark"]:
        return mark[0].casefold()
    if shared := groups["shared"]:
        return shared[0].casefold()
    if part := (groups["part6"] or groups["part9"] or "").casefold():
        return "a" if part == "morning" else "x" if part == "night" and hour == 12 else "p"
    half = groups["half"] or groups["half2"] or ""
    if not half:
        return ""
    if hour == 12 and half[0] in "晚夜深午" and half != "午后":
        return "x"
    if half in _MORNING.split("|"):
        return "a"
    return "a" if half in ("中午", "正午") and hour in (10, 11) else "p"


def _number(written: str | None) -> int | None:
    # 九時零五分: the zero fills the place of the tens.
    value = read_value(written.lstrip("零〇") or "零") if written else None
    return None if value is None else int(value)


def _values(clock: _Clock, *, is_long_day: bool) -> set[str]:
    minutes = clock.hour % 24 * 60 + clock.minute
    morning, later = clock.hour % 12 * 60 + clock.minute, clock.hour % 12 * 60 + clock.minute + 720
    if clock.half == "x":
        return {f"clock:{morning}"}
    if clock.half or clock.hour > 12:
        return {f"clock:{minutes if clock.hour > 12 else morning if clock.half == 'a' else later}"}
    if is_long_day or clock.hour == 0:
        return {f"clock:{minutes}"}
    return {f"clock:{morning}", f"clock:{later}"}


_HOURS = ("hour", "hour2", "hour3", "hour4", "hour5", "hour6", "hour7", "hour8", "hour9")
_MINUTES = ("minute", "minute2", "minute3", "minute4", "minute5", "minute8", "minute9")
