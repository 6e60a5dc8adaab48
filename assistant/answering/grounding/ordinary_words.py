"""Which Chinese words before the end of a name are no part of it?  留意客務中心 names the 客務中心."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_LONGEST = 3
_SHORTEST_NAME = 2
_TOWARDS = tuple("入到往出向去于给")
"""With these ends a verb before a name and none within it: 放入街市."""


def name_part(before: str) -> str:
    """What of the folded characters before the end of a name belongs to it; "" where all are ordinary words.

    道路維修 of 道路維修組 does: a verb that stands within a name is a part of it, one before it is not.
    """
    if before[-1:] in _TOWARDS and _ends_with_ordinary(before):
        return ""
    for end in range(len(before) - 1, 1, -1):
        if _ends_with_ordinary(before[:end]):
            before = before[end:]
            break
    rest = before
    while length := _ends_with_ordinary(rest):
        rest = rest[:-length]
    return before if len(rest) >= _SHORTEST_NAME or rest == before else ""


def _ends_with_ordinary(text: str) -> int:
    """How long the longest ordinary word at the end of a text is; 0 for none."""
    words = _ordinary_words()
    return next((n for n in range(_LONGEST, 1, -1) if len(text) >= n and text[-n:] in words), 0)


@cache
def _ordinary_words() -> frozenset[str]:
    """Verbs, adjectives, adverbs and words of grammar, in Simplified characters."""
    return frozenset((files(__package__) / "ordinary_words.txt").read_text("utf-8").split())
