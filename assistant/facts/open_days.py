"""On which days does a text say that something is open, and on which closed?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from assistant.facts.fact import Fact, FactKind

_WEEK = frozenset(f"day:{day}" for day in range(7))
_CLOSED_ON = re.compile(
    r"(?:\b(?:closed|closes|shut|shuts|not open|no service|except|excluding|other than|apart from)"
    r"(?: all day)?(?: on| at| over| for| every| each){0,2} (?:the )?|除了?逢?)\Z",
    re.IGNORECASE,
)
_IS_CLOSED = re.compile(
    r" ?(?:(?:it |we |the office )?(?:is |are )?(?:closed|shut|excluded)\b"
    r"|(?:全[日天]|均|及?公众假[期日]|则|为|外|会){0,2}"
    r"(?:休|关[闭门]|闭|停|不开放|不办公"
    r"|除外|以外|之外|不设|暂停))",
    re.IGNORECASE,
)
_JOINS = re.compile(r" ?(?:、|和|及|与|或|,? ?(?:and|or|&)) ?(?:on )?", re.IGNORECASE)
"""A comma parts the days rather than joining them: Monday to Friday, Saturdays closed."""


def agree_on_open_days(one: tuple[str, Iterable[Fact]], two: tuple[str, Iterable[Fact]]) -> bool:
    """Do two folded texts with their facts leave the same days open, one in saying when it is closed?

    Open from Monday to Friday, closed at weekends, daily except Saturdays and Sundays: they say the same.  Texts
    that both name the days on which it is closed, and name others, do not.
    """
    (first, first_closed), (second, second_closed) = _read(*one), _read(*two)
    if first_closed and second_closed and first_closed != second_closed:
        return False
    return first == second


def _read(folded: str, facts: Iterable[Fact]) -> tuple[frozenset[str], frozenset[str]]:
    """The days that are open, all but the closed ones where none is named, and the closed ones."""
    named: dict[tuple[int, int], set[str]] = {}
    for fact in facts:
        if fact.kind is FactKind.WEEKDAY and not fact.is_weak:
            named.setdefault((fact.start, fact.end), set()).update(fact.values)
    spans = sorted(named)
    shut = {span for span in spans if _CLOSED_ON.search(folded, max(0, span[0] - 40), span[0])}
    shut |= {span for span in spans if folded[span[1] - 1] != "." and _IS_CLOSED.match(folded, span[1])}
    pairs = [pair for pair in pairwise(spans) if _JOINS.fullmatch(folded, pair[0][1], pair[1][0])]
    for before, after in pairs:
        if before in shut and _CLOSED_ON.search(folded, max(0, before[0] - 40), before[0]):
            shut.add(after)
    for before, after in reversed(pairs):
        if after in shut:
            shut.add(before)
    closed = frozenset(day for span in shut for day in named[span])
    opened = frozenset(day for span in spans if span not in shut for day in named[span])
    return opened or _WEEK - closed, closed
