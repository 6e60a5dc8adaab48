"""On which days of the week?"""

from __future__ import annotations

import re

from assistant.facts.fact import FactKind, Page, first

_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE = {character: day for day, character in enumerate("一二三四五六日")} | {"天": 6}
_DAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)s?\b\.?"
)
_FULL = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_WEEK = r"(?:星期|礼拜|周|逢|週)"
_RANGE = re.compile(
    rf"\b(?P<from>{_DAY}) ?(?:to|-|through|until|till|~) ?(?P<to>{_DAY})"
    rf"|{_WEEK}(?P<from2>[一二三四五六日天]) ?(?:至|到|-|~) ?{_WEEK}?(?P<to2>[一二三四五六日天])(?!年|个|次)",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    rf"\b(?P<day>{_FULL}|(?<=[,(/] )(?:mon|tue|wed|thu|fri|sat|sun)\b|(?<=[(/])(?:mon|tue|wed|thu|fri|sat|sun)\b)"
    rf"|{_WEEK}(?P<days>[一二三四五六日天](?:[、,及和或与]{_WEEK}?[一二三四五六日天](?![年月天个次]))*)(?![年月个次\d]|般|定)",
    re.IGNORECASE,
)
_GROUPS = (
    (
        frozenset(range(5)),
        re.compile(
            r"\b(?:on |each )?(?:weekdays?|(?:on|every) (?:working|business) days?|mon-fri)\b|平日|办公日"
            r"|(?<!个)工作日(?!内)|周日间",
            re.IGNORECASE,
        ),
    ),
    (frozenset((5, 6)), re.compile(r"\bweekends?\b|周末|週末|双休日", re.IGNORECASE)),
)
_HOLIDAY = re.compile(
    r"\b(?:public|general|bank|statutory) holidays?\b|公众假期|公众假日|公假|法定假日|法定假期|节假日|假期|假日",
    re.IGNORECASE,
)

_FULL_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_DAY_WORDS = f"{_FULL_DAYS} {_FULL_DAYS.replace('day', 'days')} mon tue tues wed weds thu thur thurs fri sat sun"
_DAY_FIRST = first(f"{_DAY_WORDS} on each weekday weekdays weekend weekends", "星礼周週逢平办工双")
_HOLIDAY_FIRST = first("public general bank statutory", "公法节假")


def read_weekdays(page: Page) -> None:
    """Each day by itself: Mon–Fri and 平日 are five; one in brackets behind a date tells nothing new."""
    for match in page.scan(_RANGE, _DAY_FIRST):
        first, last = (_number(match[a] or match[b]) for a, b in (("from", "from2"), ("to", "to2")))
        _note(page, match, frozenset(day % 7 for day in range(first, last + 1 if last >= first else last + 8)))
    for days, pattern in _GROUPS:
        for match in page.scan(pattern, _DAY_FIRST):
            _note(page, match, days)
    for match in page.scan(_SINGLE, _DAY_FIRST):
        written = match["days"] or ""
        _note(
            page,
            match,
            frozenset(_CHINESE[c] for c in written if c in _CHINESE) if written else {_number(match["day"])},
        )
    for match in page.scan(_HOLIDAY, _HOLIDAY_FIRST):
        page.add(FactKind.WEEKDAY, "day:holiday", *match.span(), is_weak=True)


def _note(page: Page, match: re.Match[str], days: frozenset[int] | set[int]) -> None:
    if len(days) == 1 and _stands_by_date(page, match):
        page.blank(*match.span())
        return
    for day in sorted(days):
        page.add(FactKind.WEEKDAY, f"day:{day}", *match.span())


def _stands_by_date(page: Page, match: re.Match[str]) -> bool:
    """2026年8月8日（星期六）; Saturday, 8 August."""
    before, after = match.start() - 2, match.end() + 2
    dates = [fact for fact in page.facts if fact.kind is FactKind.DATE and not fact.is_weak]
    return any(before <= fact.end <= match.start() or match.end() <= fact.start <= after for fact in dates)


def _number(day: str) -> int:
    return _CHINESE[day] if day in _CHINESE else _ENGLISH.index(day[:3].casefold())
