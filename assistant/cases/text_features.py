"""Which words and stretches of characters does a text consist of, for a classifier to weigh?"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from Stemmer import Stemmer

from assistant.answering.disguises import simplify

SUBJECT_WEIGHT = 2
_WORD = re.compile(r"[a-z]+")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST = 8_000
"""Characters of a text that are read: a long mail has long said what it is about."""


def text_features(subject: str, text: str) -> dict[str, float]:
    """How much of each feature there is; what the subject says counts twice.

    `w:` is an English word's stem, `p:` two stems in a row, `l:` letters within a word and `h:` one to three Chinese
    characters in a row, in one script and with written Cantonese read as plain Chinese.
    """
    counts: Counter[str] = Counter(_features(simplify(text[:_LONGEST])))
    for feature in _features(simplify(subject[:_LONGEST])):
        counts[feature] += SUBJECT_WEIGHT
    return {feature: 1 + math.log(count) for feature, count in counts.items()}


def _features(plain: str) -> Iterator[str]:
    stems = [_stem(word) for word in _WORD.findall(plain)]
    yield from (f"w:{stem}" for stem in stems)
    yield from (f"p:{first} {second}" for first, second in pairwise(stems))
    for word in _WORD.findall(plain):
        padded = f"^{word}$"
        yield from (f"l:{padded[at : at + 4]}" for at in range(len(padded) - 3))
    for run in _HAN_RUN.findall(plain):
        for length in (1, 2, 3):
            yield from (f"h:{run[at : at + length]}" for at in range(len(run) - length + 1))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    stem: str = Stemmer("english").stemWord(word)
    return stem
