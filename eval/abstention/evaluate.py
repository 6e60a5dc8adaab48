"""How often is a question answered, how often rightly, and how well does confidence tell the two apart?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.languages import LANGUAGE_NAMES, LANGUAGES
from eval.abstention.generate import Decision
from eval.datasets.questions import Kind
from eval.metrics import (
    RiskAtCoverage,
    area_under_risk_coverage,
    auroc,
    expected_calibration_error,
    mean,
    risk_coverage,
)
from eval.retrieval.generate import PLAIN, SYSTEMS
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
    the article found first is relevant, over every question, answerable or not.  `plain` holds for each baseline how
    well its first article's score tells answerable from unanswerable, and the `aurc` of that score.
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
        "auroc_near_miss": _auroc(_confidences(answerable), _confidences(by_kind[Kind.NEAR_MISS])),
        "auroc_unanswerable": _auroc(_confidences(answerable), _confidences(unanswerable)),
        "ece": expected_calibration_error(confidence, correct),
        "aurc": area_under_risk_coverage(confidence, correct),
        "plain": {
            name: {
                "auroc_unanswerable": _auroc(_scores(answerable, name), _scores(unanswerable, name)),
                "aurc": area_under_risk_coverage(*_judged(decisions, name)),
            }
            for name in _baselines(decisions)
        },
    }


def curves(decisions: Sequence[Decision]) -> dict[str, dict[str, list[RiskAtCoverage]]]:
    """For each language asked in, ours and the best baseline's: the one with the least area under its curve."""
    panels = {}
    for language in LANGUAGES:
        if members := [d for d in decisions if d.question.language == language]:
            ours = risk_coverage(_confidences(members), [d.best_is_relevant for d in members])
            panels[LANGUAGE_NAMES["en"][language]] = {"CivicDesk": ours} | _best_baseline(members)
    return panels


def _best_baseline(decisions: Sequence[Decision]) -> dict[str, list[RiskAtCoverage]]:
    judged = {name: _judged(decisions, name) for name in _baselines(decisions)}
    areas = {name: area_under_risk_coverage(*given) for name, given in judged.items()}
    return {PLAIN[name]: risk_coverage(*judged[name]) for name in sorted(areas, key=areas.__getitem__)[:1]}


def _baselines(decisions: Sequence[Decision]) -> list[str]:
    """The baselines that every decision stands beside."""
    return [name for name in PLAIN if all(name in d.plain for d in decisions)]


def _judged(decisions: Sequence[Decision], name: str) -> tuple[list[float], list[bool]]:
    """The baseline's scores, and whether the articles that have them are relevant."""
    return _scores(decisions, name), [d.plain_is_relevant(name) for d in decisions]


def _confidences(decisions: Sequence[Decision]) -> list[float]:
    return [d.confidence for d in decisions]


def _scores(decisions: Sequence[Decision], name: str) -> list[float]:
    return [d.plain[name].score for d in decisions]


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
        "plain": {name: (best.article_id, round(best.score, 4)) for name, best in decision.plain.items()},
    }


def table(results: dict[str, dict[str, dict[str, Any]]]) -> str:
    """A line for every set and group; and again, beside the plain baselines.  `results`: set: group: numbers."""
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
    groups = [
        (name if group == "all" else f"{name}, {group}", scores)
        for name, by_group in results.items()
        for group, scores in by_group.items()
    ]
    lines = [
        [title, f"{scores['questions']} + {scores['unanswerable']}", *(share(scores[column]) for column in columns)]
        for title, scores in groups
    ]
    beside = [[title, *map(share, _rankings(scores))] for title, scores in groups]
    return "\n\n".join(
        [
            markdown_table(["", "questions", *columns.values()], lines),
            markdown_table(["AUROC answerable against unanswerable", *SYSTEMS.values()], beside),
        ]
    )


def _rankings(scores: dict[str, Any]) -> list[float | None]:
    plain = scores["plain"]
    return [scores["auroc_unanswerable"], *(plain.get(name, {}).get("auroc_unanswerable") for name in PLAIN)]


def _share(flags: Any) -> float | None:
    given = list(flags)
    return mean(given) if given else None


def _auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    return auroc(positive, negative) if positive and negative else None
