"""Which days, months and years does a text name?"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from assistant.facts.fact import FactKind, Page, first
from assistant.facts.numbers import HAN, HAN_NUMERALS, read_value

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|(?-i:May|MAY)|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_FULL_MONTH = r"(?:january|february|march|april|june|july|august|september|october|november|december)"
_N = rf"(?:\d{{1,2}}|{HAN})"
_YEAR = r"(?:(?:19|20)\d\d|[一二][〇零九0][〇零一二三四五六七八九]{2})"
_TO = r"(?:(?: ?(?:-|~|至|到|或|及|和|、) ?)|,? (?:to|and|until|till|or|through|through to) (?:the )?)"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DATES = re.compile(
    rf"(?:(?P<roc>民国 ?\d{{2,3}}) ?年 ?"
    rf"|(?P<y1>{_YEAR}) ?年 ?)?(?P<m1>{_N}) ?月(?:份)? ?(?P<d1>{_N}) ?[日号](?:{_TO}(?P<d1b>{_N}) ?[日号])?"
    rf"|(?<!\d)(?P<y2>(?:19|20)\d\d) ?[-/.] ?(?P<m2>\d{{1,2}}) ?[-/.] ?(?P<d2>\d{{1,2}})(?!\d)"
    rf"|(?<![\d/.-])(?:(?P<d3b>\d{{1,2}}) ?[-~] ?)?"
    rf"(?P<d3>\d{{1,2}})[/.-](?P<m3>\d{{1,2}})[/.-](?P<y3>(?:19|20)\d\d)(?![\d/])"
    rf"|(?<![\d.])(?P<d4>\d{{1,2}}){_ORDINAL}(?:{_TO}(?P<d4b>\d{{1,2}}){_ORDINAL})?"
    rf"(?: day)?(?: of)? (?P<m4>{_MONTH})(?:,? (?P<y4>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<m5>{_MONTH}) (?P<d5>\d{{1,2}}){_ORDINAL}(?![:\d]"
    rf"|[.,]\d)(?:{_TO}(?P<d5b>\d{{1,2}}){_ORDINAL}(?![:.\d]| ?[ap]\.?m))?(?:,? (?P<y5>(?:19|20)\d\d)\b)?",
    re.IGNORECASE,
)
_MONTH_ONLY = re.compile(
    rf"(?:(?P<y1>{_YEAR}) ?年 ?)?(?<!个)(?P<m1>{_N}) ?(?:月份?)?"
    rf"(?:{_TO}(?:(?P<y1b>{_YEAR}) ?年)?(?P<m1b>{_N})) ?月(?!台)"
    rf"|(?:(?P<y2>{_YEAR}) ?年 ?)?(?P<m2>{_N}) ?月(?!台)"
    rf"|\b(?P<m3>{_FULL_MONTH}|(?-i:May|MAY)(?= 20\d\d)|(?-i:May|MAY)(?=(?: (?:to|and|or|until|through) "
    rf"|-){_MONTH}))\b(?:,? (?P<y3>20\d\d)\b)?"
    rf"|\b(?:in|of|from|by|until|till|each|every|early|late|since|before|after|during|between|mid"
    rf"|{_MONTH} (?:to|and|or|until|through))[ -](?P<m5>(?-i:May|MAY))\b(?! (?:be|not|also|have|apply|ask|use"
    rf"|need|take|get|vary)\b)"
    rf"|\b(?P<m4>(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)(?:,? (?P<y4>20\d\d)\b)?",
    re.IGNORECASE,
)
_YEAR_ONLY = re.compile(
    r"(?<![\d$.,/-])(?P<y1>(?:19|20)\d\d)(?:[/-](?P<y1b>20\d\d|\d\d)(?!\d)"
    r"|[至到](?P<y1c>\d\d)(?=年))?"
    r"(?! ?(?:[平元个人名份米公方英呎尺吨升克字件张次条棵架辆户套位本间家只头块毫立千瓦]"
    r"|dollars|people|\d|flats|places|seats"
    r"|square|cubic|met(?:re|er)s|feet|kilo|lit(?:re|er)s|tonnes|words|copies|trees|vehicles|homes|households|hours|miles))"
    r"(?P<word> ?年(?:度)?)?"
    r"|(?P<y2>[一二][〇零九][〇零一二三四五六七八九]{2}) ?年",
)
_DAY_OF_MONTH = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)(?: and (?P<d1b>\d{{1,2}})(?:st|nd|rd|th))?\b(?! (?:floor|avenue"
    rf"|street|century|day|year|month|week|birthday|grade|time|visit|copy|item|anniversary))"
    rf"|(?:每月|当月|本月|该月|下月|次月|同月|翌月|每个月)(?:的"
    rf"|第)? ?(?P<d2>{_N}) ?[日号](?:{_TO}(?P<d2b>{_N}) ?[日号])?"
)
_FEASTS = (
    ("12-25", re.compile(r"\bchristmas day\b|圣诞节|圣诞日", re.IGNORECASE)),
    ("01-01", re.compile(r"(?<!lunar )(?<!chinese )\bnew year's day\b|\bfirst day of january\b|元旦", re.IGNORECASE)),
    ("12-24", re.compile(r"\bchristmas eve\b|平安夜|圣诞前夕", re.IGNORECASE)),
    ("12-31", re.compile(r"\bnew year's eve\b|除夕(?!夜?饭)", re.IGNORECASE)),
)

_MONTH_WORDS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_BEFORE_MAY = "in of from by until till each every early late since before after during between mid"
_DATE_FIRST = first(_MONTH_WORDS, rf"\d民{HAN_NUMERALS}")
_MONTH_FIRST = first(f"{_MONTH_WORDS} {_BEFORE_MAY}", rf"\d{HAN_NUMERALS}")
_YEAR_FIRST = first("", r"\d一二")
_DAY_FIRST = first("", r"\d每当本该下次同翌")
_FEAST_FIRST = first("christmas new first", "圣元平除")


def read_dates(page: Page) -> None:
    """Days, then months, days of the month and years; a year is a fact of its own, since it may go unsaid."""
    for match in page.scan(_DATES, _DATE_FIRST):
        _note_dates(page, match)
    for day, pattern in _FEASTS:
        for match in page.scan(pattern, _FEAST_FIRST):
            if (
                pattern.pattern.startswith(r"\bnew year's eve")
                and "农历" in page.text[max(0, match.start() - 3) : match.start()]
            ):
                continue
            page.add(FactKind.DATE, f"date:{day}", *match.span(), is_weak=True)
    for match in page.scan(_DAY_OF_MONTH, _DAY_FIRST):
        for key in ("d1", "d1b", "d2", "d2b"):
            if (day_number := _number(match[key])) and day_number <= 31:
                page.add(FactKind.DATE, f"dom:{day_number}", *match.span())
    for match in page.scan(_MONTH_ONLY, _MONTH_FIRST):
        _note_months(page, match)
    for match in page.scan(_YEAR_ONLY, _YEAR_FIRST):
        _note_years(page, match)


def _note_dates(page: Page, match: re.Match[str]) -> None:
    groups = match.groupdict()
    month = next((number for n in "12345" if (number := _month(groups[f"m{n}"]))), None)
    days = [number for n in "12345" if (number := _number(groups[f"d{n}"]))]
    days += [number for n in "1345" if (number := _number(groups[f"d{n}b"]))]
    year = next((number for n in "12345" if (number := _number(groups.get(f"y{n}")))), None)
    if groups["roc"]:
        year = (_number(groups["roc"][2:].strip()) or 0) + 1911
    if groups["d3"] and month and month > 12:
        month, days = days[0], [month]
    if month is None or not days or not all(_is_day(month, day) for day in days):
        return
    for day in days:
        page.add(FactKind.DATE, f"date:{month:02}-{day:02}", *match.span())
    if year:
        page.add(FactKind.YEAR, f"year:{year}", *match.span(), is_weak=True)


def _note_months(page: Page, match: re.Match[str]) -> None:
    groups = match.groupdict()
    months = [number for key in ("m1", "m1b", "m2", "m3", "m4", "m5") if (number := _month(groups[key]))]
    if not months or max(months) > 12:
        return
    is_end = re.search(r"\bend(?:ing)? (?:of |in )?\Z", page.text[: match.start()], re.IGNORECASE) is not None
    is_end |= page.text[match.end() : match.end() + 1] in ("底", "末")
    for month in months:
        values = {f"month:{month}"}
        if is_end and month == months[-1]:
            values |= {f"date:{month:02}-{day}" for day in (28, 29, 30, 31) if _is_last(month, day)}
        page.add(FactKind.DATE, values, *match.span())
    for key in ("y1", "y1b", "y2", "y3", "y4"):
        if year := _number(groups[key]):
            page.add(FactKind.YEAR, f"year:{year}", *match.span(), is_weak=True)


def _note_years(page: Page, match: re.Match[str]) -> None:
    for key in ("y1", "y1b", "y1c", "y2"):
        if year := _number(match[key]):
            page.add(FactKind.YEAR, f"year:{year if year > 99 else year + 2000}", *match.span(), is_weak=True)


def _is_day(month: int, day: int) -> bool:
    try:
        date(2024, month, day)
    except ValueError:
        return False
    return True


def _is_last(month: int, day: int) -> bool:
    """28 February is as good a last day as the 29th."""
    return monthrange(2023, month)[1] == day or monthrange(2024, month)[1] == day


def _month(written: str | None) -> int | None:
    short = (written or "")[:3].casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else _number(written)


def _number(written: str | None) -> int | None:
    if not written:
        return None
    if len(written) == 4 and not written[0].isdigit():
        written = "".join(str("零一二三四五六七八九".find(c) if c not in "〇0" else 0) for c in written)
    value = read_value(written)
    return None if value is None else int(value)
