"""Has a sentence that is all but copied from its passage a value that the copied sentence has not?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.grounding.reading import Passage, Reading, Told
from assistant.answering.written import Problem, ProblemKind
from assistant.facts.fact import Fact, FactKind

_ALIKE = 0.5
"""Two sentences that share this part of all their words are one and the same, but for a value."""
_NEARLY = 0.8
"""Others that are nearly as like may be the one that was meant."""
_LOOSE = frozenset((FactKind.EXCEPTION, FactKind.ANSWER, FactKind.FREE, FactKind.RATE, FactKind.YEAR, FactKind.URL))


def find_misplaced_values(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        if not reading.is_copied(place):
            for fact in misplaced_values(said, reading.cited(place)):
                yield Problem(ProblemKind.VALUE, f"“{fact.text}” is of another sentence of the source", place)


def misplaced_values(said: Told, passages: Sequence[Passage]) -> Iterator[Fact]:
    """The values of a sentence of which the sentence most like it has others of the same kind."""
    scored = [(_likeness(said, told), told) for passage in passages for told in passage.sentences]
    best = max((score for score, _ in scored), default=0.0)
    if best < _ALIKE:
        return
    near = [told for score, told in scored if score >= _NEARLY * best]
    known = frozenset(value for told in near for fact in told.facts for value in fact.values)
    kinds = {fact.kind for told in near for fact in told.facts}
    for fact in said.facts:
        if fact.kind not in kinds - _LOOSE or (fact.is_weak and not fact.text[:1].isdigit()):
            continue
        # From 9 am to 9 am has the right value twice.
        if fact.values.isdisjoint(known) or _count(fact, said) > max(_count(fact, told) for told in near):
            yield fact


def _count(fact: Fact, told: Told) -> int:
    """How often a sentence tells the value of a fact, a value of a range being told once for each end."""
    return max(1, sum(not fact.values.isdisjoint(other.values) for other in told.facts if other.kind is fact.kind))


def _likeness(said: Told, told: Told) -> float:
    """The share of all the words of both that both have; none for two that have too few."""
    together = said.words | told.words
    return len(said.words & told.words) / len(together) if len(said.words) > 1 and together else 0.0
