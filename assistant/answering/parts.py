"""Does a message hold two questions, each of which can be read without the other?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from assistant.languages import fold

_DATA = tomllib.loads(Path(__file__).with_name("parts.toml").read_text(encoding="utf-8"))
LEAST_WORDS = 2
"""Words of its own matter that a part needs, where "and how much is it?" has none."""
MAX_BOUNDARIES = 8
"""Places that are tried; a message of a thousand question marks must not take a second."""
_HAN_A_WORD = 1.5
"""Han characters that count as one word: most Chinese words have two, and some only one."""


def split_parts(text: str) -> tuple[str, str] | None:
    """The two questions of `text` in the citizen's own words, or None where it is one question and its details."""
    for boundary in islice(_BOUNDARIES.finditer(text), MAX_BOUNDARIES):
        first, second = _tidy(text[: boundary.start()]), _tidy(text[boundary.end() :])
        needed = LEAST_WORDS - 1 if any(boundary.groupdict().values()) else LEAST_WORDS
        if _stands_alone(first) and _stands_alone(second, needed) and not _LEANS.search(fold(second)):
            return first, second
    return None


def _stands_alone(part: str, words: int = LEAST_WORDS) -> bool:
    folded = fold(part)
    return _ASKS.search(folded) is not None and _count_words(folded) >= words


def _count_words(folded: str) -> float:
    """How many words of `folded` tell which matter it is about; each counts once."""
    han = set("".join(_HAN.findall(_EMPTY.sub(" ", folded))))
    latin = set(_LATIN.findall(folded)) - EMPTY_ENGLISH
    return len(latin) + len(han) / _HAN_A_WORD


def _tidy(part: str) -> str:
    return " ".join(part.split()).strip(" ,，;；、。")


def _either(patterns: str | Sequence[str]) -> re.Pattern[str]:
    pattern = "|".join(f"(?:{pattern})" for pattern in ([patterns] if isinstance(patterns, str) else patterns))
    for name in ("joins", "asides", "asking", "before", "wh", "starts"):
        pattern = pattern.replace(f"{{{name}}}", _DATA[name])
    return re.compile(pattern, re.IGNORECASE)


_BOUNDARIES, _ASKS, _LEANS = (_either(_DATA[name]) for name in ("boundaries", "asks", "leans"))
EMPTY_ENGLISH, EMPTY_CHINESE = (frozenset(_DATA[language].split()) for language in ("english", "chinese"))
"""Words that say nothing about the matter."""
# Longest first, or a word would be left in pieces.
_EMPTY = _either(sorted(EMPTY_CHINESE, key=len, reverse=True))
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z][a-z'’-]+")
