"""Which word of the knowledge did somebody mean who wrote one that it does not hold, licnse or passprt say?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4
"""Shorter words are too near to too many others."""
SHORTEST_WITH_WRONG_LETTER = 6
"""Among shorter ones a wrong letter makes another word as a rule: came and cafe, drove and drive."""
SHORTEST_WITH_TWO_SLIPS = 8


class Spelling:
    """The English words of the knowledge, ready to be compared with; immutable."""

    def __init__(self, words: Iterable[str]) -> None:
        alike: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(set(words)):
            if _is_correctable(word):
                alike[word[0], len(word)].append(word)
        self._alike = dict(alike)
        """Words by first letter and length: hardly anybody mistakes the first."""

    def nearest(self, word: str) -> str | None:
        """The word from which `word` differs least, by one slip or, when it is long, two; None when there is none.

        A slip is a missing, added or wrong letter or two that changed places.
        """
        if not _is_correctable(word):
            return None
        slips = 2 if len(word) >= SHORTEST_WITH_TWO_SLIPS else 1
        lengths = range(len(word) - slips, len(word) + slips + 1)
        candidates = [other for length in lengths for other in self._alike.get((word[0], length), ())]
        near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=8)
        judged = [(distance, _kind_of_slip(word, other), other) for other, distance, _ in near]
        allowed = [slip for slip in judged if slip[1] < _WRONG or len(word) >= SHORTEST_WITH_WRONG_LETTER]
        return min(allowed)[2] if allowed else None


_SWAPPED, _MISSING, _ADDED, _WRONG = range(4)


def _kind_of_slip(word: str, meant: str) -> int:
    """Letters change places and are left out more often than wrong ones are written."""
    if sorted(word) == sorted(meant):
        return _SWAPPED
    if _is_within(word, meant):
        return _MISSING
    return _ADDED if _is_within(meant, word) else _WRONG


def _is_within(short: str, long: str) -> bool:
    """True when `long` has the letters of `short` in their order."""
    rest = iter(long)
    return all(letter in rest for letter in short)


def _is_correctable(word: str) -> bool:
    return len(word) >= SHORTEST and word.isascii() and word.isalpha()
