"""Does a sentence put second what its passage puts first?  See the doctor before you use patches, not after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.answering.grounding.reading import Passage, Reading, Told
from assistant.answering.grounding.words import content_words
from assistant.answering.written import Problem, ProblemKind

_PARTS = (
    re.compile(r"(?P<first>[^.;]{1,300}[a-z] )(?<!not )(?:before|and then|then)(?![a-z])(?P<second>[^.;,]{1,300})"),
    re.compile(r"(?P<second>[^.;]{1,300}[a-z] )(?<!not )(?:after|once|as soon as)(?![a-z])(?P<first>[^.;,]{1,300})"),
    re.compile(r"(?:^|[.;,]\s*)(?:after|once|when)(?![a-z])(?P<first>[^.;,]{1,300}),(?P<second>[^.;,]{1,300})"),
    re.compile(r"(?:^|[.;,]\s*)(?:before)(?![a-z])(?P<second>[^.;,]{1,300}),(?P<first>[^.;,]{1,300})"),
    re.compile(r"先(?P<first>[^。;先]{1,150}?)[,，]?(?:再|然后|之后|才可?|方可|其后)(?P<second>[^。;,，]{1,150})"),
    re.compile(
        r"(?P<first>[^。;,，]{1,150}?)(?:之?后|以后)[,，]?(?:再|才可?|方可|便可|就可)(?P<second>[^。;,，]{1,150})"
    ),
    re.compile(
        r"(?P<second>[^。;,，]{1,150}?[^。;,，提目])(?:之|以)?前[,，]?(?:必?须|要|请|应|先)+(?P<first>[^。;,，]{1,150})"
    ),
)
"""What is done first and what second, in each order in which it is said.

A part is bounded: an agent's text may be 20,000 characters without a full stop.
"""


def find_turned_orders(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        passages = [passage for passage in reading.cited(place) if passage.is_chinese == said.is_chinese]
        if passages and not reading.is_copied(place) and is_turned(said, passages):
            yield Problem(
                ProblemKind.CONTRADICTED, "what comes first and what comes second is the other way round", place
            )


def is_turned(said: Told, passages: Sequence[Passage]) -> bool:
    theirs = [pair for passage in passages for told in passage.sentences for pair in pairs_of(told)]
    for first, second in pairs_of(said):
        straight = max((_least(first & one, second & two) for one, two in theirs), default=0)
        turned = max((_least(first & two, second & one) for one, two in theirs), default=0)
        if turned > straight:
            return True
    return False


def _least(one: frozenset[str], two: frozenset[str]) -> int:
    return min(len(one), len(two))


@lru_cache(maxsize=8192)
def pairs_of(told: Told) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """The words of what comes first and of what comes second, without those that both have."""
    found = []
    for pattern in _PARTS:
        for match in pattern.finditer(told.bare):
            first, second = content_words(match["first"]), content_words(match["second"])
            found.append((first - second, second - first))
    return tuple(found)
