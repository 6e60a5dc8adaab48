"""How often is a question answered, how often rightly, and how well does confidence tell the two apart?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eval.abstention.generate import Decision
from eval.datasets.questions import Kind
from eval.metrics import area_under_risk_coverage, auroc, expected_calibration_error, mean
from eval.tables import markdown_table, share

UNANSWERABLE = tuple(kind for kind in Kind if kind is not Kind.ANSWERABLE)


def measure(decisions: Sequence[Decision]) -> dict[str, dict[str, Any]]:
    """The numbers of all questions, and of each language where there are several."""
    languages = sorted({decision.question.language for decision in decisions})
    groups = {"all": list(decisions)}
    if len(languages) > 1:
        groups |= {name: [d for d in decisions if d.question.language == name] for name in languages}
    return {name: score(members) for name, members in groups.items()}


def score(decisions: Sequence[Decision]) -> dict[str, Any]:
    """Shares are None where there is no question of the kind.

    `precision` is that of the answered among the answerable questions; `ece` and `aurc` compare confidence with whether
    the article found first is relevant, over every question, answerable or not.
    """
    by_kind = {kind: [d for d in decisions if d.question.kind is kind] for kind in Kind}
    answerable = by_kind[Kind.ANSWERABLE]
    unanswerable = [d for kind in UNANSWERABLE for d in by_kind[kind]]
    answered = [d for d in answerable if d.is_answered]
    confidence, correct = [d.confidence for d in decisions], [d.best_is_relevant for d in decisions]
    return {
        "questions": len(answerable),
        "unanswerable": len(unanswerable),
        "answered": _share(d.is_answered for d in answerable),
        "precision": _share(d.is_right for d in answered),
        "offered": _share(d.offers_titles for d in answerable),
        "offered_relevant": _share(d.offers_relevant for d in answerable if d.offers_titles),
        **{f"answered_{kind}": _share(d.is_answered for d in by_kind[kind]) for kind in UNANSWERABLE},
        "answered_unanswerable": _share(d.is_answered for d in unanswerable),
        "auroc_near_miss": _auroc(answerable, by_kind[Kind.NEAR_MISS]),
        "auroc_unanswerable": _auroc(answerable, unanswerable),
        "ece": expected_calibration_error(confidence, correct),
        "aurc": area_under_risk_coverage(confidence, correct),
    }


def failures(decisions: Sequence[Decision]) -> list[Decision]:
    """Wrong answers, and answers to what cannot be answered."""
    return [d for d in decisions if d.is_answered and not d.is_right]


def row(decision: Decision) -> dict[str, Any]:
    """One line of rows.jsonl."""
    question = decision.question
    return {
        "id": question.id,
        "kind": question.kind,
        "language": question.language,
        "style": question.style,
        "question": question.text,
        "relevant_ids": question.relevant_ids,
        "outcome": decision.outcome,
        "status": decision.status,
        "confidence": round(decision.confidence, 4),
        "cited": decision.cited,
        "found": decision.found,
        "features": {name: round(value, 4) for name, value in decision.features.items()},
    }


def table(results: dict[str, dict[str, dict[str, Any]]]) -> str:
    """A line for every set and group.  `results`: set: group: numbers."""
    columns = {
        "answered": "answered",
        "precision": "of these right",
        "offered": "offered titles",
        "answered_near_miss": "near misses answered",
        "answered_other_service": "other services answered",
        "answered_off_topic": "off topic answered",
        "auroc_near_miss": "AUROC near miss",
        "auroc_unanswerable": "AUROC unanswerable",
        "ece": "calibration error",
    }
    lines = [
        [name if group == "all" else f"{name}, {group}", f"{scores['questions']} + {scores['unanswerable']}"]
        + [share(scores[column]) for column in columns]
        for name, groups in results.items()
        for group, scores in groups.items()
    ]
    return markdown_table(["", "questions", *columns.values()], lines)


def _share(flags: Any) -> float | None:
    given = list(flags)
    return mean(given) if given else None


def _auroc(positive: Sequence[Decision], negative: Sequence[Decision]) -> float | None:
    if not positive or not negative:
        return None
    return auroc([d.confidence for d in positive], [d.confidence for d in negative])
