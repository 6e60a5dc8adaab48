"""How good are the rankings, by set, language and style, beside the plain baselines?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from assistant.languages import LANGUAGES
from eval.metrics import mean, ndcg_at, recall_at, reciprocal_rank
from eval.retrieval.generate import DEPTH, SERVICE, SYSTEMS, Rankings
from eval.tables import markdown_table, share

METRICS: dict[str, Callable[[list[str], tuple[str, ...]], float]] = {
    "recall@1": lambda ranked, relevant: recall_at(ranked, relevant, k=1),
    "recall@5": lambda ranked, relevant: recall_at(ranked, relevant, k=5),
    "recall@10": lambda ranked, relevant: recall_at(ranked, relevant, k=10),
    "mrr": reciprocal_rank,
    "ndcg@10": lambda ranked, relevant: ndcg_at(ranked, relevant, k=DEPTH),
}
Scores = dict[str, dict[str, float]]
"""System: metric: value."""


def measure(rankings: Sequence[Rankings]) -> dict[str, dict[str, Any]]:
    """For all questions, each language and each style: how many questions, and every system's metrics."""
    groups = {"all": list(rankings)}
    for name in sorted({r.question.language for r in rankings}):
        groups[name] = [r for r in rankings if r.question.language == name]
    for name in sorted({r.question.style for r in rankings if r.question.style}):
        groups[name] = [r for r in rankings if r.question.style == name]
    return {name: {"questions": len(members), "systems": score(members)} for name, members in groups.items()}


def score(rankings: Sequence[Rankings]) -> Scores:
    """Every metric of every system that ran.  Raises ValueError when there is no question."""
    return {
        system: {
            name: mean(metric(r.by_system[system], r.question.relevant_ids) for r in rankings)
            for name, metric in METRICS.items()
        }
        for system in SYSTEMS
        if all(system in r.by_system for r in rankings)
    }


def failures(rankings: Iterable[Rankings]) -> list[Rankings]:
    """The questions whose first article is not a relevant one."""
    return [r for r in rankings if not recall_at(r.by_system[SERVICE], r.question.relevant_ids, k=1)]


def row(ranking: Rankings) -> dict[str, Any]:
    """One line of rows.jsonl."""
    question = ranking.question
    return {
        "id": question.id,
        "language": question.language,
        "style": question.style,
        "question": question.text,
        "relevant_ids": question.relevant_ids,
        **ranking.by_system,
    }


def table(results: dict[str, dict[str, dict[str, Any]]]) -> str:
    """A line for every set, and for each language and style where it has several.  `results`: set: group: scores."""
    lines = [
        _line(name if group == "all" else f"{name}, {group}", scores)
        for name, groups in results.items()
        for group, scores in groups.items()
        if group == "all" or len(groups) > 2
    ]
    heads = ["questions", *(f"{title} @1 / @5" for title in SYSTEMS.values()), "MRR", "nDCG@10"]
    return markdown_table(["", *heads], lines)


def recall_by_language(groups: dict[str, dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Language: title of a system: recall at 1, as a picture shows them.  `groups`: group of one set: scores."""
    return {
        language: {SYSTEMS[name]: metrics["recall@1"] for name, metrics in groups[language]["systems"].items()}
        for language in LANGUAGES
        if language in groups
    }


def _line(title: str, scores: dict[str, Any]) -> list[str]:
    systems: Scores = scores["systems"]
    service = systems[SERVICE]
    recalls = [_recalls(systems.get(system)) for system in SYSTEMS]
    return [title, str(scores["questions"]), *recalls, share(service["mrr"]), share(service["ndcg@10"])]


def _recalls(metrics: dict[str, float] | None) -> str:
    return f"{share(metrics['recall@1'])} / {share(metrics['recall@5'])}" if metrics else share(None)
