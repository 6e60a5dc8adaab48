"""Which clause of a Chinese text does its twin in the other script lack, and in which does it say something else?

Only for texts that follow each other closely; where one is worded anew, nothing can be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.facts.fact import Fact

_END = re.compile(r"[。；;！!？?\n，,]+")
_CONDITION = re.compile(r"但|除|以外|惟|不|无|未|毋|只|仅|豁免|例外|另须|免")
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]+")
_FEWEST_HAN = 4
_HELD = 0.4
"""A clause of whose pairs of characters the other text holds fewer is not said there."""
_CLOSE = 0.93
"""The shorter text follows the other when that holds this share of its pairs."""


@dataclass(frozen=True)
class Clause:
    start: int
    end: int
    words: str
    """Its Han characters without those of its facts."""
    facts: tuple[Fact, ...]


def split_clauses(folded: str, facts: Sequence[Fact]) -> list[Clause]:
    clauses, start = [], 0
    for end in [*(match.start() for match in _END.finditer(folded)), len(folded)]:
        if folded[start:end].strip():
            inside = tuple(fact for fact in facts if start <= fact.start < end)
            clauses.append(Clause(start, end, _words(folded, start, end, inside), inside))
        start = end + 1
    return clauses


def follow_closely(clauses: Sequence[Clause], other: Sequence[Clause]) -> bool:
    """True for two texts of which one says in the same words nearly all that the other says."""
    pairs, others = _all_pairs(clauses), _all_pairs(other)
    return len(pairs & others) >= _CLOSE * min(len(pairs), len(others))


def missing_clauses(clauses: Sequence[Clause], folded: str, other: Sequence[Clause]) -> Iterator[Clause]:
    """Those of `clauses` that set a condition of which `other` says nothing."""
    said = _all_pairs(other)
    telling = [clause for clause in clauses if len(clause.words) >= _FEWEST_HAN]
    held = [len(_pairs(c.words) & said) / len(_pairs(c.words)) for c in telling]
    for clause, share in zip(telling, held, strict=True):
        if share <= _HELD and _CONDITION.search(folded[clause.start : clause.end]):
            yield clause


def twins(clauses: Sequence[Clause], other: Sequence[Clause]) -> Iterator[tuple[Clause, Clause]]:
    """Clauses whose words but for their facts are the same, where each is the only one of its text."""
    for clause in clauses:
        same = [c for c in other if c.words == clause.words]
        if len(same) == 1 and sum(c.words == clause.words for c in clauses) == 1 and len(clause.words) >= 2:
            yield clause, same[0]


def _words(folded: str, start: int, end: int, facts: Sequence[Fact]) -> str:
    kept, place = [], start
    for fact in sorted(facts, key=lambda f: f.start):
        kept.append(folded[place : max(place, fact.start)])
        if fact.kind != "exception":
            place = max(place, fact.end)
    return _NOT_HAN.sub("", "".join([*kept, folded[place:end]]))


def _all_pairs(clauses: Sequence[Clause]) -> set[str]:
    return {pair for clause in clauses for pair in _pairs(clause.words)}


def _pairs(words: str) -> set[str]:
    return {words[i : i + 2] for i in range(len(words) - 1)}
