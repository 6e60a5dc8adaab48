"""How often, as the time from one to the next: twice a year is every half year."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.facts.numbers import DIGITS, HAN, WORDS, read_value, write_value

_UNITS = {
    "day": ("minutes", 1440),
    "week": ("minutes", 10080),
    "month": ("months", 1),
    "quarter": ("months", 3),
    "year": ("months", 12),
}
_CHINESE_UNITS = {"日": "day", "天": "day", "周": "week", "期": "week", "月": "month", "季": "quarter", "年": "year"}
_OFTEN = re.compile(
    rf"\b(?:(?P<twice>twice)|(?P<thrice>thrice)|(?P<english>{DIGITS}|{WORDS}) times) (?:an?|per|each|every|in a) "
    r"(?:calendar )?(?P<unit>day|week|month|quarter|year)\b"
    rf"|(?:每[一1]?|一)个?(?P<per>[日天周月季年]|星期)度?[\u4e00-\u9fff]{{0,4}}?"
    rf"(?P<chinese>{DIGITS}|{HAN}) ?次",
    re.IGNORECASE,
)


def intervals(folded: str) -> list[tuple[int, int, str]]:
    """Each place at which a text says how many times in what time, and the value of the time between two."""
    found = []
    for match in _OFTEN.finditer(folded):
        number = match["english"] or match["chinese"]
        times = Decimal(2 if match["twice"] else 3) if number is None else read_value(number)
        if times is not None and times > 1:
            family, amount = _UNITS[(match["unit"] or _CHINESE_UNITS[match["per"][-1]]).casefold()]
            between = (amount / times).quantize(Decimal("0.0001"))
            found.append((match.start(), match.end(), f"{family}:{write_value(between)}"))
    return found
