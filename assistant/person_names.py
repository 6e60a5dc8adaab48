"""What looks like a person's name?"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.folding import fold_in_place, words_pattern

_HAN = "[\u3400-\u9fff]"
_WORD = r"(?:[A-Z]\.|[A-ZÀ-Þ][A-Za-zÀ-ɏ'-]*)"
_LATIN_WORD = rf"(?:(?:Mc|Mac|O'|D'|de |van |von |al-)?{_WORD}|de|la|van|von|der|bin|binti|da|dos)"
_FAREWELL = r"(?!(?:Ta|Thanks?|Thx|Regards|Cheers|Best|Love|Yours|Sincerely|Kind|Warm)\b)"
_TITLE = r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Madam)\.? )?"
LATIN_NAME = rf"{_FAREWELL}{_TITLE}{_WORD}(?:,? {_LATIN_WORD}){{0,4}}"


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "person_names.toml").read_text("utf-8"))


@cache
def _set(key: str) -> frozenset[str]:
    return frozenset(fold_in_place(_lists()[key]).split())


def surnames() -> frozenset[str]:
    """Single characters, folded."""
    return _set("surnames")


@cache
def chinese_name() -> str:
    """A pattern in folded text: a surname with one or two characters of a given name, or with a title."""
    surname = f"(?:{words_pattern(fold_in_place(_lists()['double_surnames']))}|[{''.join(_set('surnames'))}])"
    titles = words_pattern(fold_in_place(_lists()["titles"]))
    return f"(?:{surname}(?:{titles})(?!{_HAN})|{surname}{_HAN}{{1,2}}(?:{titles})?|阿{_HAN}(?!{_HAN}))"


@cache
def _whole_chinese() -> re.Pattern[str]:
    return re.compile(chinese_name())


def is_chinese_name(text: str) -> bool:
    """True for a whole name in folded Chinese."""
    if any(word in text for word in _set("not_a_person_chinese")):
        return False
    return _whole_chinese().fullmatch(text) is not None and len(text) <= 6


def latin_strength(text: str) -> float:
    """How much a few Latin words look like a person's name, in [0, 1]."""
    words = [word.strip(".,").casefold() for word in text.split()]
    words = [word for word in words if word not in ("mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam")]
    if not words or any(word in _set("not_a_person") for word in words) or any(map(str.isdigit, text)):
        return 0.0
    if text.isupper() and len(text) <= 4:
        return 0.2
    has_title = len(words) < len(text.split())
    parts = {part for word in words for part in (word, *word.split("-"))}
    if len(words) == 1:
        return 0.85 if has_title else 0.6 if parts & _set("given") else 0.3
    if parts & (_set("given") | _set("romanised")):
        return 0.9
    return 0.75 if len(words) <= 4 and re.fullmatch(LATIN_NAME, text) else 0.3


def is_known_word(word: str) -> bool:
    """True for a given name, or a syllable as names are romanised."""
    return word.casefold() in _set("given") | _set("romanised")


def is_title(text: str) -> bool:
    """True for a word such as Mrs or 女士."""
    return text in _set("titles")
