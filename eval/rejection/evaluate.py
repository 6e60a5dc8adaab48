"""How much of what is out of scope is refused when little of what is in scope may be?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from eval.metrics import auroc, mean, threshold_refusing
from eval.rejection.generate import SYSTEMS, Seen
from eval.tables import markdown_table, share

REFUSED = 0.1
"""The share of the utterances in scope that a system may refuse."""


def measure(seen: Sequence[Seen]) -> dict[str, Any]:
    """How many utterances there are in and out of scope, and every system's numbers.

    Raises ValueError when there are none of either.
    """
    return {
        "in_scope": sum(s.question.is_answerable for s in seen),
        "out_of_scope": sum(not s.question.is_answerable for s in seen),
        "systems": {name: score(seen, name) for name in SYSTEMS if all(name in s.best for s in seen)},
    }


def score(seen: Sequence[Seen], system: str) -> dict[str, float]:
    """At the threshold that refuses `REFUSED` of what is in scope: the share of what is out of scope that is refused,
    and the share of what is in scope that is accepted and seen as the right intent."""
    inside = [s.best[system] for s in seen if s.question.is_answerable]
    outside = [s.best[system].score for s in seen if not s.question.is_answerable]
    threshold = threshold_refusing([best.score for best in inside], share=REFUSED)
    return {
        "threshold": threshold,
        "rejected": mean(score < threshold for score in outside),
        "accepted_rightly": mean(
            s.best[system].score >= threshold and is_right(s, system) for s in seen if s.question.is_answerable
        ),
        "auroc": auroc([best.score for best in inside], outside),
    }


def is_right(seen: Seen, system: str) -> bool:
    """True when the system puts the utterance's own intent first."""
    return seen.best[system].article_id in seen.question.relevant_ids


def failures(seen: Iterable[Seen], *, threshold: float) -> list[Seen]:
    """What our confidence accepts from `threshold` upwards and ought not to, or takes for another intent."""
    return [s for s in seen if s.best["confidence"].score >= threshold and not is_right(s, "confidence")]


def row(seen: Seen) -> dict[str, Any]:
    """One line of rows.jsonl."""
    return {
        "id": seen.question.id,
        "kind": seen.question.kind,
        "question": seen.question.text,
        "relevant_ids": seen.question.relevant_ids,
        **{name: (best.article_id, round(best.score, 4)) for name, best in seen.best.items()},
    }


def table(results: dict[str, dict[str, Any]]) -> str:
    """A line for every set.  `results`: set: numbers."""
    heads = ["out of scope rejected / in scope accepted rightly", "utterances", *SYSTEMS.values()]
    lines = [
        [name, f"{numbers['in_scope']} + {numbers['out_of_scope']}"]
        + [_shares(numbers["systems"].get(system)) for system in SYSTEMS]
        for name, numbers in results.items()
    ]
    return markdown_table(heads, lines)


def _shares(numbers: dict[str, float] | None) -> str:
    return f"{share(numbers['rejected'])} / {share(numbers['accepted_rightly'])}" if numbers else share(None)
