"""Which part of a sentence speaks of each of its values?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from assistant.answering.grounding.facets import find_marks
from assistant.answering.grounding.reading import Told
from assistant.answering.grounding.words import content_words
from assistant.facts.fact import Fact, FactKind

_TELLING = frozenset(
    (
        FactKind.WEEKDAY,
        FactKind.AGE,
        FactKind.DURATION,
        FactKind.UNIT,
        FactKind.NUMBER,
        FactKind.FEE,
        FactKind.PERCENT,
        FactKind.HOURS,
        FactKind.DATE,
    )
)
"""Kinds whose values say of what another value is: $250 for 3 years, 9am on Saturdays."""
_JOINED = re.compile(r"\s*(?:-|~|–|/|to|until|till|[减降升增加]?至|到|和|and|or|或)?\s*")
_BREAKS = (
    re.compile(r"[;；。|]|\.\s"),
    re.compile(r"[,，:：](?!\d)"),
    re.compile(
        r"\b(?:and|or|but|while|whereas)\b(?! (?:over|above|older|under|below|younger|more|less|longer"
        r"|earlier|later))|及(?!以)|和|而|或(?![以之更])|但|另"
    ),
    re.compile(r"、|[)）]"),
)
_COMMA = re.compile(r"[,，;；。](?!\d)")
_BEHIND = re.compile(r"[,，;；](?!\d)|\b(?:gets?|are|is|can|may|must|if|when|where)\b|[均皆]|可[以获在]|必?须")
"""Where, behind the last of several values, begins what is said of them all."""
_OTHERS = re.compile(r"\b(?:others?|the rest|everyone else|all else)\b|其他|其余|其它|别的|余者")
"""Words with which a value is that of what was not named before."""
_LITTLE = frozenset("的是在也就都而及和与或之其把被将可须有不过")
"""A pair of characters with one of these is no word."""
_ADDRESS = re.compile(r" ?(?:[号楼座室层]|(?:st|nd|rd|th)? floor|/f\b)")


@dataclass(frozen=True, eq=False)
class Region:
    """The part of a sentence that speaks of one value, or of a range of them."""

    facts: tuple[frozenset[str], ...]
    """The ways in which each value of it may be meant."""
    tokens: frozenset[str]
    above: frozenset[str]
    """What the heading above names."""
    start: int
    end: int
    nearby: frozenset[str]
    """The tokens between the commas around the value."""

    @cached_property
    def values(self) -> frozenset[str]:
        return frozenset(value for meant in self.facts for value in meant)

    def holds(self, other: Region) -> bool:
        """True where it has every value of `other`: both ends of a range."""
        return all(not self.values.isdisjoint(meant) for meant in other.facts)


@lru_cache(maxsize=8192)
def regions(told: Told, kind: FactKind) -> tuple[Region, ...]:
    """The regions of a sentence, one for each value of `kind` or run of them, in order."""
    groups: list[list[Fact]] = []
    for fact in told.facts:
        if fact.kind is not kind and not (kind is FactKind.FEE and fact.kind is FactKind.FREE):
            continue
        if fact.is_weak and kind not in (FactKind.NUMBER, FactKind.FEE):
            continue
        if kind is FactKind.NUMBER and _ADDRESS.match(told.folded, fact.end):
            continue
        if groups and _JOINED.fullmatch(told.folded, groups[-1][-1].end, max(fact.start, groups[-1][-1].end)):
            groups[-1].append(fact)
        else:
            groups.append([fact])
    if not groups:
        return ()
    cuts = [0, *(_cut(told, one[-1].end, two[0].start) for one, two in pairwise(groups))]
    ends = [*cuts[1:], len(told.folded)]
    above = _tokens(told.above)
    if len(groups) > 1:
        above |= _said_of_all(told, groups[0][0].start, groups[-1][-1].end)
    return tuple(
        _region(told, kind, group, (start, end), above) for group, start, end in zip(groups, cuts, ends, strict=True)
    )


def _region(told: Told, kind: FactKind, group: Sequence[Fact], span: tuple[int, int], above: frozenset[str]) -> Region:
    start, end = span
    tokens = _tokens(told.bare[start:end]) | _other_values(told, kind, start, end)
    first = max((match.end() for match in _COMMA.finditer(told.bare, start, group[0].start)), default=start)
    comma = _COMMA.search(told.bare, group[-1].end, end)
    last = comma.start() if comma else end
    nearby = _tokens(told.bare[first:last]) | _other_values(told, kind, first, last)
    return Region(
        tuple(fact.values for fact in group),
        tokens,
        frozenset() if start and _OTHERS.search(told.folded, start, end) else above,
        start,
        end,
        nearby,
    )


def _said_of_all(told: Told, start: int, end: int) -> frozenset[str]:
    """What stands before the first value and behind the last: the fee *of a swim* is $20 for adults and $10 for
    children *at every pool*."""
    if not content_words(told.bare[end:]):
        return frozenset()
    behind = _BEHIND.search(told.bare, end)
    return _tokens(told.bare[:start]) | (_tokens(told.bare[behind.end() :]) if behind else frozenset())


def _cut(told: Told, start: int, end: int) -> int:
    """Where what is said of one value ends and that of the next begins."""
    between = told.bare[start:end]
    for breaks in _BREAKS:
        if match := breaks.search(between):
            return start + match.start()
    return end if not told.words & content_words(told.bare[:start]) else start


def _tokens(bare: str) -> frozenset[str]:
    return frozenset(word for word in content_words(bare) if _LITTLE.isdisjoint(word)) | find_marks(bare)


def _other_values(told: Told, kind: FactKind, start: int, end: int) -> frozenset[str]:
    return frozenset(
        value
        for fact in told.facts
        if fact.kind in _TELLING
        and fact.kind is not kind
        and start <= fact.start < end
        and (not fact.is_weak or fact.kind in (FactKind.PERCENT, FactKind.DURATION))
        for value in fact.values
    )
