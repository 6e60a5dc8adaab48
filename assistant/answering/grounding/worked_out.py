"""Is a sum worked out from those of the passages: a total, a half or a double, or so many times one?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations

from assistant.answering.grounding.known_values import KnownValues
from assistant.answering.grounding.reading import Told
from assistant.facts.fact import Fact, FactKind
from assistant.facts.numbers import numbers_in

_HALF = re.compile(r"(?<![a-z])(?:half|50%|50 per ?cent)(?![a-z])|一半|半价|减半|五折|对半")
_COUNTED = frozenset((FactKind.NUMBER, FactKind.DURATION, FactKind.UNIT))
_MOST = 100
_DOUBLE = re.compile(r"(?<![a-z])(?:double|twice|two times)(?![a-z])|(?<!一)[双两2二]倍|加倍")
_TOTAL = re.compile(
    r"(?<![a-z])(?:total|altogether|in all|comes? to|adds? up|sum|both|together|overall)(?![a-z])"
    r"|合共|总共|共|合计|总计|加起来|一起"
)


def is_worked_out(fact: Fact, said: Told, known: KnownValues, asked: Told | None = None) -> bool:
    """True for a sum that the sentence itself, a word of the passages, or a number of the citizen's accounts for."""
    if fact.kind is not FactKind.FEE:
        return False
    sums = _sums((fact,))
    there = _sums(known.facts)
    if _HALF.search(known.folded) and any(2 * one in there for one in sums):
        return True
    if _DOUBLE.search(known.folded) and any(one / 2 in there for one in sums):
        return True
    if asked and any(times * one in sums for times in _numbers(asked) for one in there):
        return True
    told = _sums(said.facts) & there
    return _TOTAL.search(said.folded) is not None and any(one + two in sums for one, two in combinations(told, 2))


def _numbers(asked: Told) -> frozenset[Decimal]:
    """How many: three days, 4 books; one changes nothing."""
    written = (number for fact in asked.facts if fact.kind in _COUNTED for number in numbers_in(fact.text))
    return frozenset(Decimal(number) for number in written if number.isdigit() and 1 < int(number) <= _MOST)


def _sums(facts: Iterable[Fact]) -> frozenset[Decimal]:
    values = (value for fact in facts if fact.kind is FactKind.FEE for value in fact.values)
    return frozenset(
        Decimal(value.removeprefix("hkd:")) for value in values if re.fullmatch(r"hkd:\d+(?:\.\d+)?", value)
    )
