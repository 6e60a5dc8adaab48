"""Has a sentence that is all but copied from its passage a value that the copied sentence has not?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.grounding.known_values import KnownValues
from assistant.answering.grounding.reading import Passage, Reading, Told
from assistant.answering.grounding.regions import Region, regions
from assistant.answering.grounding.values import agree_on_days, is_own, own_numbers
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
            own = own_numbers(reading.question)
            for fact in misplaced_values(said, reading.cited(place)):
                if is_own(fact, said, own):
                    continue
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
        if fact.kind is FactKind.WEEKDAY and agree_on_days(said, KnownValues(passages)):
            continue
        if _is_misplaced(fact, said, near, known) and not _is_merged(fact, said, near, passages):
            yield fact


def _is_misplaced(fact: Fact, said: Told, near: Sequence[Told], known: frozenset[str]) -> bool:
    """True also where a range has the right value twice: from 9 am to 9 am."""
    if fact.values.isdisjoint(known):
        return True
    around = _region(fact, said)
    times = sum(not fact.values.isdisjoint(values) for values in around.facts) if around else 1
    return times > max(1, max(_count(fact, told) for told in near))


def _count(fact: Fact, told: Told) -> int:
    """How often a sentence tells the value of a fact, a value of a range being told once for each end."""
    return sum(not fact.values.isdisjoint(other.values) for other in told.facts if other.kind is fact.kind)


def _is_merged(fact: Fact, said: Told, near: Sequence[Told], passages: Sequence[Passage]) -> bool:
    """True where a sentence was made of two: what stands around the value comes from the sentence that has it."""
    around = _around(fact, said) or said.words
    others = frozenset(word for told in near for word in told.words)
    return any(
        around & (told.words - others)
        for passage in passages
        for told in passage.sentences
        if any(not fact.values.isdisjoint(other.values) for other in told.facts)
    )


def _around(fact: Fact, said: Told) -> frozenset[str]:
    """The words of its region, with the one before where a colon parts the two: sick leave of 3 days: 14 days."""
    region = _region(fact, said)
    if region is None:
        return frozenset()
    is_labelled = said.folded[region.start : region.start + 1] == ":"
    label = [one.tokens for one in regions(said, fact.kind) if one.end == region.start] if is_labelled else []
    return region.tokens.union(*label)


def _region(fact: Fact, said: Told) -> Region | None:
    return next((one for one in regions(said, fact.kind) if one.start <= fact.start < one.end), None)


def _likeness(said: Told, told: Told) -> float:
    """The share of all the words of both that both have; none for two that have too few."""
    together = said.words | told.words
    return len(said.words & told.words) / len(together) if len(said.words) > 1 and together else 0.0
