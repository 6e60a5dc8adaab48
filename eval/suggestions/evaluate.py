"""How often is a draft right, how often is there none, and how long does an agent wait for it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from eval.metrics import mean, recall_at
from eval.suggestions.generate import Suggested
from eval.tables import markdown_table, share


def measure(made: Sequence[Suggested]) -> dict[str, dict[str, Any]]:
    """For all questions and for each language."""
    groups = {"all": list(made)}
    for language in sorted({one.question.language for one in made}):
        groups[language] = [one for one in made if one.question.language == language]
    return {name: score(members) for name, members in groups.items()}


def score(made: Sequence[Suggested]) -> dict[str, Any]:
    """Shares are None where there is nothing to take one of; times are in milliseconds."""
    answerable = [one for one in made if one.question.is_answerable]
    unanswerable = [one for one in made if not one.question.is_answerable]
    drafted = [one for one in made if one.suggestion.quiet is None]
    sentences = sum(len(one.suggestion.sentences) for one in made)
    p50, p95 = np.percentile([one.suggestion.duration_ms for one in made], [50, 95])
    return {
        "answerable": len(answerable),
        "unanswerable": len(unanswerable),
        "first_source_right": _share(one.is_right for one in drafted if one.question.is_answerable),
        "first_source_right_of_all_drafts": _share(one.is_right for one in drafted),
        "quiet_answerable": _share(one.suggestion.quiet is not None for one in answerable),
        "quiet_unanswerable": _share(one.suggestion.quiet is not None for one in unanswerable),
        "right_among_passages": _share(bool(_among_passages(one)) for one in answerable),
        "sentences": sentences,
        "sentences_with_source": sum(one.sourced for one in made) / sentences if sentences else None,
        "p50_ms": float(p50),
        "p95_ms": float(p95),
    }


def failures(made: Iterable[Suggested]) -> list[Suggested]:
    """Drafts that begin with a wrong article."""
    return [one for one in made if one.suggestion.quiet is None and not one.is_right]


def row(one: Suggested) -> dict[str, Any]:
    """One line of rows.jsonl."""
    made = one.suggestion
    return {
        "id": one.question.id,
        "language": one.question.language,
        "kind": one.question.kind,
        "question": one.question.text,
        "relevant_ids": one.question.relevant_ids,
        "quiet": made.quiet,
        "sources": [source.article_id for source in made.sources],
        "passages": [passage.article_id for passage in made.passages],
        "confidence": round(made.confidence, 4),
        "sentences": len(made.sentences),
        "sourced": one.sourced,
        "duration_ms": made.duration_ms,
    }


def table(results: dict[str, dict[str, dict[str, Any]]]) -> str:
    """A line for every set and language.  `results`: set: group: numbers."""
    heads = [
        "set",
        "questions",
        "first source right",
        "quiet",
        "quiet where nothing answers",
        "right among the passages",
        "sentences with a source",
        "p50 / p95 ms",
    ]
    lines = [
        [
            name if group == "all" else f"{name}, {group}",
            f"{numbers['answerable']} + {numbers['unanswerable']}",
            share(numbers["first_source_right"]),
            share(numbers["quiet_answerable"]),
            share(numbers["quiet_unanswerable"]),
            share(numbers["right_among_passages"]),
            share(numbers["sentences_with_source"]),
            f"{numbers['p50_ms']:.0f} / {numbers['p95_ms']:.0f}",
        ]
        for name, groups in results.items()
        for group, numbers in groups.items()
        if group == "all" or len(groups) > 2
    ]
    return markdown_table(heads, lines)


def _among_passages(one: Suggested) -> float:
    return recall_at([passage.article_id for passage in one.suggestion.passages], one.question.relevant_ids, k=5)


def _share(values: Iterable[bool]) -> float | None:
    given = list(values)
    return mean(given) if given else None
