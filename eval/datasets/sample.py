"""Which questions about the sample city are known, and which of them has no answer there?"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from eval.datasets.questions import Kind, KnownQuestion, Split, read_lines, read_turns, split_by

TUNE_SHARE = 0.45


@dataclass(frozen=True)
class KnownMessage:
    """A message whose intent is known; `intent` is None for an ordinary question."""

    id: str
    text: str
    language: str
    intent: str | None


def answerable_questions() -> list[KnownQuestion]:
    """Every question that a public article of the sample city answers."""
    return [_question(row) for name in ("questions_1", "questions_2", "questions_3") for row in _read(name)]


def unanswerable_questions() -> list[KnownQuestion]:
    """Every question that no public article of the sample city answers, the near misses among them."""
    return [_question(row) for name in ("unanswerable", "near_misses") for row in _read(name)]


def messages_with_intents(split: Split = Split.TEST) -> list[KnownMessage]:
    """Messages of every intent and ordinary questions; the rules were written on those that tune."""
    rows = _read("intents" if split is Split.TEST else "intents_tune")
    return [KnownMessage(row["id"], row["text"], row["language"], row["intent"]) for row in rows]


def in_split(questions: list[KnownQuestion], split: Split) -> list[KnownQuestion]:
    return [question for question in questions if question.split is split]


def _question(row: dict[str, Any]) -> KnownQuestion:
    # The first article that a question is about decides its split, so that no article is tuned on and tested with.
    articles = [*row["relevant_ids"], *row.get("near_ids", ())]
    return KnownQuestion(
        id=row["id"],
        text=row["question"],
        language=row["language"],
        split=split_by(articles[0] if articles else row["id"], tune_share=TUNE_SHARE),
        relevant_ids=tuple(row["relevant_ids"]),
        near_ids=tuple(row.get("near_ids", ())),
        kind=Kind(row.get("kind", Kind.ANSWERABLE)),
        style=row["style"],
        history=read_turns(row["history"]),
    )


def _read(name: str) -> list[dict[str, Any]]:
    return read_lines(Path(str(files("eval"))) / "datasets" / f"{name}.jsonl")
