"""How much that is wrong is stopped, by kind and language, and how much that is right is stopped with it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.languages import LANGUAGES
from eval.datasets.composed import PROMISED
from eval.grounding.generate import Judged
from eval.metrics import mean
from eval.tables import markdown_table, share

GROUPS = ("promised kinds", "other kinds", "right")


def measure(judged: Sequence[Judged]) -> dict[str, dict[str, dict[str, Any]]]:
    """For each group and each kind: rows and the share that is stopped, of all and of each language."""
    wrong = [one for one in judged if not one.answer.is_right]
    promised = [one for one in wrong if one.answer.kind in PROMISED]
    groups = {
        "promised kinds": promised,
        "other kinds": [one for one in wrong if one.answer.kind not in PROMISED],
        "right": [one for one in judged if one.answer.is_right],
    }
    kinds = [*PROMISED, *sorted({one.answer.kind for one in groups["other kinds"]})]
    groups |= {kind: [one for one in wrong if one.answer.kind == kind] for kind in kinds}
    return {name: _by_language(members) for name, members in groups.items()}


def _by_language(judged: Sequence[Judged]) -> dict[str, dict[str, Any]]:
    members = {language: [one for one in judged if one.answer.language == language] for language in LANGUAGES}
    return {name: _stopped(group) for name, group in {"all": judged, **members}.items()}


def _stopped(judged: Sequence[Judged]) -> dict[str, Any]:
    return {"rows": len(judged), "stopped": mean(one.is_stopped for one in judged) if judged else None}


def failures(judged: Iterable[Judged]) -> list[Judged]:
    """Wrong answers that pass and right ones that do not."""
    return [one for one in judged if one.is_misjudged]


def row(one: Judged) -> dict[str, Any]:
    """One line of rows.jsonl."""
    return {
        "id": one.answer.id,
        "language": one.answer.language,
        "kind": one.answer.kind,
        "note": one.answer.note,
        "question": one.answer.question,
        "sentences": [sentence.text for sentence in one.answer.sentences],
        "problems": [str(problem) for problem in one.problems],
    }


def table(results: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any]]]]) -> str:
    """A line for every group and kind.  `results`: with vectors or without: group or kind: language: numbers."""
    (first, *_) = results.values()
    heads = ["stopped", "answers", *(f"{way}, {language}" for way in results for language in ("all", *LANGUAGES))]
    lines = [
        [_title(name), str(first[name]["all"]["rows"])]
        + [share(results[way][name][language]["stopped"]) for way in results for language in ("all", *LANGUAGES)]
        for name in first
    ]
    return markdown_table(heads, lines)


def _title(name: str) -> str:
    if name == "promised kinds":
        return f"**wrong: {', '.join(PROMISED)}**"
    return {"other kinds": "**wrong: other kinds**", "right": "**right, in other formats**"}.get(name, f"wrong {name}")
