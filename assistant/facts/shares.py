"""Which shares of a whole does a text name: 10%, 八成, half?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.facts.fact import FactKind, Page, first
from assistant.facts.numbers import DIGITS, HAN, HAN_NUMERALS, NUMBER_WORDS, WORDS, read_value, write_value

_TO = r"(?: ?(?:-|~|至|到|或|及|和|to|or|and) ?)"
_NUMBER = rf"(?:{DIGITS}|{WORDS}|{HAN})"
_PERCENT = re.compile(
    rf"(?:(?P<n1b>{_NUMBER})(?: ?%)?{_TO})?(?P<n1>{_NUMBER}) ?(?:%|per ?cent\b|percent\b|个?百分点|巴仙)"
    rf"|百分之 ?(?P<n2>{DIGITS}|{HAN})|(?P<n3>[一二两三四五六七八九\d]) ?成(?P<half3>半)?(?![为立年功员份本长果])"
    rf"|(?P<n4>[一二三四五六七八九][一二三四五六七八九]?|\d{{1,2}}(?:\.\d)?) ?折(?![叠合算旧返让])",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?<!and a )(?<!and-a-)(?P<half>half(?: of| the| price)?)\b(?! (?:an hour|a (?:year|day|month|hour|dozen)"
    r"|past|hour|day|year"
    r"|month))|(?P<half2>一半|半数|半价|减半|半费|五折)"
    r"|(?<![\d/])(?:(?P<half3>1/2)|(?P<third3>1/3)|(?P<thirds3>2/3)|(?P<quarter3>[13]/4))(?![\d/])"
    r"|\b(?P<third>(?:one|a)[- ]third)\b|(?P<third2>三分之一)|\b(?P<thirds>two[- ]thirds)\b|(?P<thirds2>三分之二)"
    r"|\b(?P<quarter>(?:one|a)[- ]quarter(?= of)|three[- ]quarters)\b|(?P<quarter2>[一三]?四分之[一三])"
    r"|\b(?P<top>one|a|two|three|four|five|seven|nine)[- ](?P<bottom>fifth|sixth|eighth|tenth)s?(?= of\b)"
    r"|(?P<bottom2>[二三五六七八九十])分之(?P<top2>[一二三四五六七八九])",
    re.IGNORECASE,
)
_OFF = re.compile(r" (?:off|discount|reduction|rebate)\b", re.IGNORECASE)
_NUMBER_FIRST = first(NUMBER_WORDS, rf"\d½{HAN_NUMERALS}")
_FRACTION_FIRST = first("half one a two three four five seven nine", "一二半减五六七八九十三四123")


def read_shares(page: Page) -> None:
    """Percentages, 八成 and 八折, halves and thirds."""
    for match in page.scan(_PERCENT, _NUMBER_FIRST):
        for value in _percentages(match):
            page.add(FactKind.PERCENT, value, *match.span())
    for match in page.scan(_FRACTION, _FRACTION_FIRST):
        if parts := _PARTS.get(match["bottom2"] or (match["bottom"] or "").casefold()):
            top = read_value(match["top"] or match["top2"]) or Decimal(0)
            page.add(FactKind.PERCENT, _open_share(round(100 * top / parts)), *match.span(), is_weak=True)
            continue
        name = next(key for key, group in match.groupdict().items() if group).rstrip("23")
        share = "75" if name == "quarter" and re.search("three|三$|^3", match[0], re.IGNORECASE) else _FRACTIONS[name]
        page.add(FactKind.PERCENT, _open_share(Decimal(share)), *match.span(), is_weak=True)


_PARTS = {
    "二": 2,
    "三": 3,
    "fifth": 5,
    "五": 5,
    "sixth": 6,
    "六": 6,
    "七": 7,
    "eighth": 8,
    "八": 8,
    "九": 9,
    "tenth": 10,
    "十": 10,
}
_FRACTIONS = {"half": "50", "third": "33", "thirds": "67", "quarter": "25"}


def _open_share(value: Decimal | int) -> set[str]:
    """A share of which nobody says whether it is paid or taken off."""
    return {f"{part}:{write_value(Decimal(value))}" for part in ("percent", "paid", "off")}


def _percentages(match: re.Match[str]) -> Iterator[set[str]]:
    if match["n4"]:
        digits = "".join(str("零一二三四五六七八九".find(c)) if c in "一二三四五六七八九" else c for c in match["n4"])
        paid = Decimal(digits) * (10 if "." in digits or len(digits) == 1 else 1)
        # 20% off and 八折 are the same price, and 二折 is another.
        yield {f"paid:{write_value(paid)}", f"off:{write_value(100 - paid)}"}
        return
    for key in ("n1b", "n1", "n2", "n3"):
        if match[key] and (value := read_value(match[key])) is not None:
            tenths = value * 10 + (5 if match["half3"] else 0)
            value = tenths if key == "n3" else value
            if key == "n1" and _OFF.match(match.string, match.end()):
                yield {f"off:{write_value(value)}"}
            else:
                yield _open_share(value)
