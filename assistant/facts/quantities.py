"""How much, how long, how old and per what?"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.facts.fact import FactKind, Page, first
from assistant.facts.numbers import DIGITS, HAN, HAN_NUMERALS, NUMBER_WORDS, WORDS, read_value, write_value

_TO = r"(?: ?(?:-|~|至|到|或|及|和|、|to|or|and|by|x|×) ?)"
_NUMBER = rf"(?:{DIGITS}|{WORDS}|{HAN})"
_HALVES = (
    (
        "minutes",
        30,
        re.compile(
            r"\b(?:half an hour|half[- ]hour)\b|(?<![\d一二两三四五六七八九十]个)(?<!分)半(?:个)?(?:小时|钟头|钟)",
            re.IGNORECASE,
        ),
    ),
    ("minutes", 720, re.compile(r"\bhalf (?:a|of the) day\b|\bhalf[- ]day\b|半[天日](?!制)", re.IGNORECASE)),
    ("months", 6, re.compile(r"\bhalf (?:a|of the) year\b|\bhalf[- ]year(?:ly)?\b|半年|六个月", re.IGNORECASE)),
    ("months", Decimal("0.5"), re.compile(r"\bhalf a month\b|(?<!个)半个月", re.IGNORECASE)),
    ("minutes", 15, re.compile(r"\b(?:a )?quarter of an hour\b|[一1每]刻钟|[一1]个字", re.IGNORECASE)),
    ("minutes", 45, re.compile(r"\bthree[- ]quarters of an hour\b|[三3]刻钟|[九9]个字", re.IGNORECASE)),
    ("minutes", 75, re.compile(r"\ban hour and a quarter\b", re.IGNORECASE)),
    (
        "minutes",
        2880,
        re.compile(r"\bevery (?:other|second|alternate) day\b|\balternate days\b|隔[日天]", re.IGNORECASE),
    ),
    (
        "minutes",
        20160,
        re.compile(
            r"\bevery (?:other|second|alternate) week\b|\bfortnightly\b|\bevery fortnight\b|隔(?:周|个?星期)",
            re.IGNORECASE,
        ),
    ),
    ("months", 2, re.compile(r"\bevery (?:other|second|alternate) month\b|隔个?月", re.IGNORECASE)),
    ("months", 24, re.compile(r"\bevery (?:other|second|alternate) year\b|隔年", re.IGNORECASE)),
    ("minutes", Decimal("1.5"), re.compile(r"\b(?:a|one) minute and a half\b|[一1]分半钟", re.IGNORECASE)),
    ("months", Decimal("1.5"), re.compile(r"\b(?:a|one) month and a half\b", re.IGNORECASE)),
    ("minutes", 90, re.compile(r"\ban hour and a half\b", re.IGNORECASE)),
    ("months", 18, re.compile(r"\ba year and a half\b", re.IGNORECASE)),
)
_AGE = re.compile(
    rf"\b(?:aged?|age of|ages) (?:of )?(?:between )?(?P<n1>{DIGITS}|{WORDS})(?:{_TO}(?P<n1b>{DIGITS}"
    rf"|{WORDS}))?(?! ?(?:months?|weeks?|days?))(?: years(?: old)?)?"
    rf"|\b(?:under|over|below|above)[- ](?P<n2>\d\d?)s\b|\b(?P<n3>\d\d?)-year-olds?\b|\b(?:be|is|are|turned"
    rf"|turns?)(?: at least)? (?P<n4>\d\d)(?![\d,]|\.\d| ?[%a-z°℃])"
    rf"|(?<![\d.,$])(?P<n5>\d\d)(?= or (?:over|above|older|under|younger|below)\b)"
    rf"|\b(?P<n6>{WORDS})(?= or (?:over|above|older|under|younger|below)\b)",
    re.IGNORECASE,
)
_NUMBER_FIRST = first(f"{NUMBER_WORDS} an", rf"\d½{HAN_NUMERALS}")
_HALF_FIRST = first("half a an three quarter every alternate fortnightly", "半一1六三3九9隔每")
_AGE_FIRST = first(f"age aged ages under over below above be is are turned turn turns {NUMBER_WORDS}", r"\d")
_RATE_FIRST = first(
    "a an per each every hourly daily weekly monthly quarterly yearly annual annually", "每时日月年季按全周/星"
)
_BEFORE_RANGE = re.compile(
    rf"(?P<n>{_NUMBER})(?P<unit>[ -]?[a-z%]{{1,12}}|个?[\u4e00-\u9fff]{{1,3}})??{_TO}\Z", re.IGNORECASE
)
"""15厘米至20厘米, 3 to 5 days: both numbers have the unit; in 2張至3日 they do not."""
_NEXT_TO = re.compile("一[二两]|[二两]三|三四|四五|五六|六七|七八|八九")
"""兩三天 is two to three days."""
_COMPOUND = re.compile(
    rf"\b(?P<y>{_NUMBER}|an?) (?P<large>years?|hours?|hrs?)(?: and|,)? (?P<m>{_NUMBER}) (?:months?|minutes?|mins?)\b"
    rf"|(?P<y2>{_NUMBER})(?P<large2>[年岁]|个?小时|个?钟头)[零又及]?(?P<m2>{_NUMBER})(?:个月|分钟?)",
    re.IGNORECASE,
)
"""1 hour 30 minutes, 一年零三個月: one duration, which another language may tell in the smaller unit."""
_MEASURED = re.compile(r"\b(?:for|of|within|last(?:s|ing)?|takes?|after|than|is) \Z", re.IGNORECASE)
_DURATIONS = frozenset(("minutes", "months", "working_days"))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "units.toml").read_text("utf-8"))


@cache
def _quantity() -> re.Pattern[str]:
    """A number, or two of a range, before a unit; the group u3 says that it is the third of the table."""
    named = []
    for place, unit in enumerate(_table()["unit"]):
        for language in ("english", "chinese"):
            if language in unit:
                word = rf"(?:{unit[language]})" + (r"(?![a-z])" if language == "english" else "")
                named.append((_width(unit[language]), rf"(?P<{language[0]}{place}>{word})"))
    units = "|".join(word for _, word in sorted(named, key=lambda pair: -pair[0]))
    return re.compile(
        rf"(?P<n>{_NUMBER}|\ban?\b)(?P<halved>个半)?(?:[ -]| more | full | clear | consecutive |整整"
        rf"|多)?(?:{units})(?P<half>半(?!价))?",
        re.IGNORECASE,
    )


def _width(pattern: str) -> int:
    """Square metres are tried before metres."""
    return max(len(re.sub(r"[^\w ]", "", part)) for part in pattern.split("|"))


@cache
def _rates() -> re.Pattern[str]:
    """The group months3 says that it is per quarter."""
    rates = _table()["rate"].items()
    return re.compile("|".join(rf"(?P<{name}>(?<![a-z])(?:{en})|{zh})" for name, (en, zh) in rates), re.IGNORECASE)


def read_ages(page: Page) -> None:
    for match in page.scan(_AGE, _AGE_FIRST):
        for key in ("n1", "n1b", "n2", "n3", "n4", "n5", "n6"):
            if match[key] and (value := read_value(match[key])) is not None:
                page.add(
                    FactKind.AGE, {f"age:{write_value(value)}", f"months:{write_value(12 * value)}"}, *match.span()
                )


def read_rates(page: Page) -> None:
    """An hour, 每月: what an amount is for, or how often; "a year" may as well be a duration."""
    for match in page.scan(_rates(), _RATE_FIRST):
        name = match.lastgroup or ""
        family = name.rstrip("0123456789")
        values = {f"per:{name}", f"{family}:{name.removeprefix(family)}"}
        page.add(FactKind.RATE, values, *match.span(), is_weak=True)


def read_halves(page: Page) -> None:
    """Half an hour, 半年, a year and a month: before the rates are read, which "a year" may be."""
    for match in page.scan(_COMPOUND, _NUMBER_FIRST):
        _note_compound(page, match)
    for family, amount, pattern in _HALVES:
        for match in page.scan(pattern, _HALF_FIRST):
            kind = FactKind.DURATION
            page.add(kind, _meanings(family, Decimal(amount), match[0]), *match.span(), is_weak=amount == 720)


def _note_compound(page: Page, match: re.Match[str]) -> None:
    large, small = (read_value((match[key] or match[f"{key}2"]).lstrip("零〇")) for key in "ym")
    if large is None or small is None or large > 150:
        return
    # $50 a year and two months of deposit: two things.
    if match["y"] in ("a", "an") and not _MEASURED.search(page.text, max(0, match.start() - 12), match.start()):
        return
    is_hours = re.match("h|个?[小钟]", match["large"] or match["large2"], re.IGNORECASE)
    family, factor = ("minutes", 60) if is_hours else ("months", 12)
    page.add(FactKind.DURATION, _meanings(family, large * factor + small, ""), *match.span())


def read_quantities(page: Page) -> None:
    for match in page.scan(_quantity(), _NUMBER_FIRST):
        _note(page, match)


def _note(page: Page, match: re.Match[str]) -> None:
    name = next(key for key, group in match.groupdict().items() if group and re.fullmatch(r"[ec]\d+", key))
    unit = _table()["unit"][int(name[1:])]
    family, factor = unit["family"], Decimal(str(unit["factor"]))
    kind = FactKind.AGE if family == "age" else FactKind.DURATION if family in _DURATIONS else FactKind.UNIT
    start = match.start()
    numbers = [*match["n"]] if _NEXT_TO.fullmatch(match["n"]) else [match["n"]]
    before = _BEFORE_RANGE.search(page.text, max(0, start - 30), start)
    if before and (not before["unit"] or match[0].rstrip().endswith(before["unit"].strip(" -"))):
        numbers, start = [before["n"], match["n"]], before.start()
    for place, number in enumerate(numbers, 1):
        value = read_value(number)
        if value is None or (factor == 12 and value > 150):
            continue
        if place == len(numbers) and (match["half"] or match["halved"]):
            value += Decimal("0.5")
        # 24 hours may as well say that somebody is there day and night.
        is_weak = value == 1 or (value == 24 and factor == 60)
        page.add(kind, _meanings(family, value * factor, match[0]), start, match.end(), is_weak=is_weak)


def _meanings(family: str, amount: Decimal, written: str) -> set[str]:
    value = write_value(amount.quantize(Decimal("0.0001")).normalize() if amount % 1 else amount)
    meanings = {f"{family}:{value}"}
    if family == "age":
        meanings.add(f"months:{write_value(12 * amount)}")
    if family == "minutes" and amount % 1440 == 0:
        days = int(amount // 1440)
        if written.endswith(("日", "天")) and days <= 31:
            meanings.add(f"dom:{days}")
        if days == 15:
            meanings.add("months:0.5")
    if family == "months" and amount % 12 == 0 and "year" in written.casefold() and amount >= 24:
        meanings.add(f"age:{int(amount // 12)}")
    if family == "months" and amount == Decimal("0.5"):
        meanings |= {"minutes:20160", "minutes:21600"}
    return meanings
