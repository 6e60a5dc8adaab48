"""How is a text read in one script without moving a character?"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from assistant.languages import to_simplified

_QUOTES = {"’": "'", "‘": "'", "“": '"', "”": '"'}
_PLAIN = str.maketrans({**_QUOTES, **dict.fromkeys("–—−", "-"), "\t": " ", "\r": "\n", "覆": "复", "著": "着"})


def fold_in_place(text: str) -> str:
    """`text` in Simplified characters, half-width forms and plain quotes; each character stays where it is."""
    return text.translate(_PLAIN) if text.isascii() else text.translate(_FOLDED)


class _Folded(dict[int, str]):
    """What each character becomes, told when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_FOLDED = _Folded()


def _fold_character(character: str) -> str:
    plain = character.translate(_PLAIN)
    normal = unicodedata.normalize("NFKC", plain)
    if len(normal) != 1:
        return " " if plain.isspace() else plain
    if "\u3400" <= normal <= "\u9fff":
        simple = to_simplified(normal)
        return simple if len(simple) == 1 else normal
    return normal


@cache
def pattern(source: str, *, any_case: bool = False) -> re.Pattern[str]:
    """A pattern for folded text; it may be written in Traditional characters, its marks in their half-width forms."""
    flags = re.MULTILINE | (re.IGNORECASE if any_case else 0)
    return re.compile("".join(map(_fold_in_pattern, source)), flags)


def _fold_in_pattern(character: str) -> str:
    return _fold_character(character) if "\u3400" <= character <= "\u9fff" else character


def words_pattern(words: str) -> str:
    """An alternative of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))
