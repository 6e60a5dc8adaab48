"""Does a group need an article of its own, or another variant of one that is there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.confidence import load_confidence
from assistant.answering.knowledge import Hit, Knowledge, Query
from knowledge_base.gaps.models import GapGroup


@dataclass(frozen=True)
class Nearest:
    """The live article that is nearest to a group's title; `score` is how likely it answers that, in [0, 1]."""

    hit: Hit
    score: float


def find_nearest(knowledge: Knowledge, groups: Sequence[GapGroup]) -> list[Nearest | None]:
    """One a group, in order; None where nothing is found."""
    results = knowledge.search_many([Query(group.title, group.language) for group in groups], limit=3)
    confidence = load_confidence()
    return [
        Nearest(result.hits[0], round(confidence.estimate(result.features), 3)) if result.hits else None
        for result in results
    ]
