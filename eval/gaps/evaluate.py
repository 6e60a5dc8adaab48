"""How pure are the groups, and how many must a curator read?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.gaps.generate import KnownGap
from eval.metrics import mean
from eval.tables import markdown_table, share
from knowledge_base.embeddings import Embedding
from knowledge_base.gaps.grouping import Array, Group, group_alike
from knowledge_base.gaps.meaning import Meaning

COVERED = 0.8
LEAST_PURITY = 0.8
STEPS = tuple(round(0.1 + 0.02 * step, 2) for step in range(31))
"""Thresholds that are tried on the tune split."""


@dataclass(frozen=True)
class Grouped:
    """Known gaps, and groups of their places."""

    gaps: Sequence[KnownGap]
    groups: Sequence[Sequence[int]]


@dataclass(frozen=True)
class Gaps:
    """Known gaps, and what they are about, one row each."""

    known: Sequence[KnownGap]
    vectors: Array


def read_gaps(known: Sequence[KnownGap], embedding: Embedding, meaning: Meaning) -> Gaps:
    return Gaps(known, meaning.of(embedding.embed([gap.text for gap in known])))


def group_gaps(gaps: Gaps, *, threshold: float) -> Grouped:
    """As the service groups them, in one round."""
    alone = [Group([place]) for place in range(len(gaps.known))]
    found = group_alike(gaps.vectors, alone, threshold=threshold)
    return Grouped(gaps.known, [sorted(group.members) for group in found])


def purity(grouped: Grouped) -> float:
    """The share of questions that belong to the topic which most of their group belongs to; of one each it is 1."""
    return sum(max(topics.values()) for topics in _topics(grouped)) / len(grouped.gaps)


def groups_to_read(sizes: Sequence[int], *, covered: float = COVERED) -> int:
    """How many of the largest it takes to see this share of all questions."""
    seen = np.cumsum(sorted(sizes, reverse=True))
    return int(np.searchsorted(seen, covered * seen[-1])) + 1


def shared_pairs(grouped: Grouped) -> float:
    """The share of all pairs of one topic that stand in one group."""
    together = sum(_pairs(count) for topics in _topics(grouped) for count in topics.values())
    return together / max(1, sum(_pairs(count) for count in Counter(gap.topic for gap in grouped.gaps).values()))


def measure(grouped: Grouped) -> dict[str, Any]:
    topics = Counter(gap.topic for gap in grouped.gaps)
    sizes = [len(group) for group in grouped.groups]
    mixed = sum(len({grouped.gaps[place].language for place in group}) > 1 for group in grouped.groups)
    return {
        "questions": len(grouped.gaps),
        "topics": len(topics),
        "groups": len(sizes),
        "of_several_languages": mixed,
        "purity": purity(grouped),
        "shared_pairs": shared_pairs(grouped),
        "to_read": groups_to_read(sizes),
        "topics_to_read": groups_to_read(list(topics.values())),
        "questions_to_read": groups_to_read([1] * len(grouped.gaps)),
    }


def choose_threshold(gaps: Sequence[Gaps]) -> float:
    """The least of STEPS at which the groups of `gaps` are pure enough, on the mean of all sets; for the tune split."""
    for threshold in STEPS:
        if mean(purity(group_gaps(some, threshold=threshold)) for some in gaps) >= LEAST_PURITY:
            return threshold
    return STEPS[-1]


def table(results: Mapping[str, Mapping[str, Any]]) -> str:
    heads = ["not answered", "questions", "topics", "groups", "in several languages", "purity"]
    heads += ["groups to read for 80 %", "at best", "one by one"]
    lines = [
        [
            name,
            *(str(found[key]) for key in ("questions", "topics", "groups", "of_several_languages")),
            share(found["purity"]),
            *(str(found[key]) for key in ("to_read", "topics_to_read", "questions_to_read")),
        ]
        for name, found in results.items()
    ]
    return markdown_table(heads, lines)


def rows(name: str, grouped: Grouped) -> list[dict[str, Any]]:
    """One line of rows.jsonl a question."""
    return [
        {"set": name, "group": number, "id": gap.id, "topic": gap.topic, "language": gap.language, "text": gap.text}
        for number, group in enumerate(grouped.groups)
        for gap in (grouped.gaps[place] for place in group)
    ]


def strangers(name: str, grouped: Grouped) -> list[dict[str, Any]]:
    """Questions that stand in a group of another topic."""
    main = [topics.most_common(1)[0][0] for topics in _topics(grouped)]
    return [line for line in rows(name, grouped) if line["topic"] != main[line["group"]]]


def _topics(grouped: Grouped) -> list[Counter[str]]:
    return [Counter(grouped.gaps[place].topic for place in group) for group in grouped.groups]


def _pairs(count: int) -> int:
    return count * (count - 1) // 2
