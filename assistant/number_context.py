"""What do the words around a number say that it is?"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any


class Meaning(StrEnum):
    IDENTITY = "identity"
    PHONE = "phone"
    REFERENCE = "reference"


_DIGIT_OR_END = re.compile(r"[\d?!。？！]")
"""In "Flat 1203, 91234567" the word has its own number; in "How do I renew a licence? 91234567" none at all."""
AFTER = 16
"""How far behind a number the word may stand that makes it an identity number."""


def meaning_before(plain: str, start: int) -> Meaning | None:
    """What the nearest word before `start` makes of the number that begins there."""
    found: dict[int, Meaning] = {}
    for meaning in Meaning:
        reach, pattern = _words()[meaning]
        window = plain[max(0, start - reach - 12) : start]
        ends = [match.end() for match in pattern.finditer(window) if len(window) - match.end() <= reach]
        if meaning is Meaning.REFERENCE and ends and _DIGIT_OR_END.search(window, ends[-1]):
            continue
        if ends:
            found[ends[-1] - len(window)] = meaning
    return found[max(found)] if found else None


def is_called_identity(plain: str, end: int) -> bool:
    """True where a word right behind the number says that it is an identity number."""
    return _words()[Meaning.IDENTITY][1].search(plain[end : end + AFTER]) is not None


def is_amount(plain: str, start: int, end: int) -> bool:
    """True where a currency or a unit stands right beside the number."""
    before, after = _amounts()
    return bool(before.search(plain[max(0, start - 5) : start]) or after.match(plain, end))


@lru_cache(maxsize=1)
def _policy() -> dict[str, Any]:
    return tomllib.loads((files("assistant") / "privacy.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _words() -> dict[Meaning, tuple[int, re.Pattern[str]]]:
    return {meaning: (_policy()[meaning]["reach"], _compile(_policy()[meaning])) for meaning in Meaning}


def _compile(policy: dict[str, Any]) -> re.Pattern[str]:
    # Not \b, which sees no boundary between a Chinese character and a letter.
    english, chinese = "|".join(policy["english"]), "|".join(policy["chinese"])
    return re.compile(rf"(?<![a-z])(?:{english})(?![a-z])|{chinese}", re.IGNORECASE)


@lru_cache(maxsize=1)
def _amounts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    amount = _policy()["amount"]
    return re.compile(amount["before"], re.IGNORECASE), re.compile(amount["after"], re.IGNORECASE)
