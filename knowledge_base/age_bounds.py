"""Does a rule for an age hold below it or from it on?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.facts.fact import Fact, FactKind
from assistant.folding import fold_in_place
from knowledge_base.statements import Statement

_BELOW_BEFORE = re.compile(
    r"(?:\b(?:under|below|younger than|less than)(?: the age of)? |未满|不足|未达|低于|小于|未到)\Z", re.I
)
_BELOW_AFTER = re.compile(r" ?(?:years old |years of age )?(?:or|and) (?:under|below|younger)\b|(?:或|及)?以下", re.I)
_ABOVE_BEFORE = re.compile(
    r"(?:\b(?:over|above|older than|at least)(?: the age of)? |(?<!未)年?满|超过|大于|不少于)\Z", re.I
)
_ABOVE_AFTER = re.compile(r" ?(?:years old |years of age )?(?:or|and) (?:over|above|older)\b|(?:或|及)?以上", re.I)


def turned_bounds(mine: Sequence[Statement], theirs: Sequence[Statement]) -> Iterator[tuple[Fact, Fact]]:
    """Ages of which two languages lay the same rule, one on those below and the other on those above.

    A rule that is turned as well says the same: nobody under 18 may, those of 18 or above may.
    """
    for one in mine:
        rules = _rules(one)
        for other in theirs if rules else ():
            if _rules(other) == rules:
                yield from (
                    (fact, twin)
                    for fact, bound in _bounds(one)
                    for twin, turned in _bounds(other)
                    if bound != turned and _is_same_age(fact, twin)
                )


def _is_same_age(one: Fact, two: Fact) -> bool:
    """The word for years goes unsaid in "under 18", but hardly in both languages."""
    if FactKind.AGE not in (one.kind, two.kind):
        return False
    first, second = (
        {value.removeprefix("age:").removeprefix("number:") for value in fact.values} for fact in (one, two)
    )
    return not first.isdisjoint(second)


def _rules(statement: Statement) -> frozenset[str]:
    return frozenset(mark for mark in statement.marks if mark.startswith("rule:") or mark == "sum:free")


def _bounds(statement: Statement) -> list[tuple[Fact, str]]:
    """The ages of which a sentence says, and says once, on which side its rule lies."""
    folded = fold_in_place(statement.sentence)
    found = [
        (fact, bound)
        for fact in statement.facts
        if fact.kind in (FactKind.AGE, FactKind.NUMBER) and (bound := _bound(folded, fact))
    ]
    return found if len(found) == 1 else []


def _bound(folded: str, fact: Fact) -> str:
    before, after = folded[: fact.end], folded[fact.end :]
    number = re.search(r"[\d零一二两三四五六七八九十]+\D{0,12}\Z|\b[a-z-]+\Z", before[fact.start :])
    lead = before[: fact.start + (number.start() if number else 0)]
    if _BELOW_BEFORE.search(lead) or _BELOW_AFTER.match(after):
        return "below"
    return "above" if _ABOVE_BEFORE.search(lead) or _ABOVE_AFTER.match(after) else ""
