"""Which intents do the public sets of utterances know, and which of their utterances belong to none of them?

They hold no articles, so an intent becomes one: some of its utterances are its question and variants, its name is its
answer.  The other utterances are asked, and those that no article covers ought to be refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.datasets.public import TUNE_SHARE
from eval.datasets.questions import Kind, KnownQuestion, fold_of, read_lines, split_by
from knowledge_base.article import ArticleContent, ArticleText

HELD_OUT = 3
"""Where a set holds no utterance out of scope, one intent in so many is left out of the knowledge and asked about."""
TRAINING = "train"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class UtteranceSet:
    """How a folder of utterances is read.  `asker` keeps the rows of one service of several."""

    folder: str
    asker: str | None = None
    one_learnt_in: int = 1
    """One training utterance in so many goes into the knowledge,"""
    one_asked_in: int = 1
    """and one utterance in scope in so many is asked."""


UTTERANCE_SETS = {
    "hint3_curekart": UtteranceSet("hint3", asker="curekart"),
    "hint3_powerplay11": UtteranceSet("hint3", asker="powerplay11"),
    "hint3_sofmattress": UtteranceSet("hint3", asker="sofmattress"),
    "clinc150": UtteranceSet("clinc150", one_learnt_in=10, one_asked_in=5),
}
"""Name of a set on the command line: how it is read.  clinc150 is sampled, so that it takes less than a minute."""


def read_utterances(data: Path, chosen: UtteranceSet) -> tuple[tuple[ArticleContent, ...], tuple[KnownQuestion, ...]]:
    """The articles made of the set's intents, and the utterances that are asked."""
    rows = read_lines(data / chosen.folder / "questions.jsonl")
    rows = [row for row in rows if row.get("bot") == chosen.asker]
    learnt, asked = _hold_out(rows) if all(_is_training(row) for row in rows) else _as_split(rows, chosen)
    by_intent: dict[str, list[Row]] = {}
    for row in learnt:
        by_intent.setdefault(row["label"], []).append(row)
    articles = tuple(_article(intent, members, chosen) for intent, members in by_intent.items())
    return articles, tuple(_question(row, set(by_intent)) for row in asked)


def _as_split(rows: Sequence[Row], chosen: UtteranceSet) -> tuple[list[Row], list[Row]]:
    """What the set trains with is learnt, sampled; the rest is asked, sampled too where it is in scope."""
    learnt = [row for row in rows if _is_training(row) and not fold_of(row["id"], folds=chosen.one_learnt_in)]
    others = [row for row in rows if not _is_training(row)]
    return learnt, [row for row in others if not row["in_scope"] or not fold_of(row["id"], folds=chosen.one_asked_in)]


def _hold_out(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Every utterance of the intents that are held out is asked, and every second one of the others."""
    held_out = {row["label"] for row in rows if not fold_of(row["label"], folds=HELD_OUT)}
    learnt = [row for row in rows if row["label"] not in held_out and fold_of(row["id"], folds=2)]
    asked = [row for row in rows if row["label"] in held_out or not fold_of(row["id"], folds=2)]
    return learnt, asked


def _is_training(row: Row) -> bool:
    """Ids tell it: hint3-curekart-train-0.  What clinc150 trains with out of scope belongs to no intent to learn."""
    return bool(row["in_scope"]) and row["id"].split("-")[-2] == TRAINING


def _article(intent: str, members: Sequence[Row], chosen: UtteranceSet) -> ArticleContent:
    first, *others = dict.fromkeys(row["question"] for row in members)
    answer = intent.replace("_", " ").capitalize() + "."
    text = ArticleText(question=first, answer=answer, variants=tuple(others))
    return ArticleContent(id=intent, department=chosen.folder, text={members[0]["lang"]: text})


def _question(row: Row, known: set[str]) -> KnownQuestion:
    relevant = (row["label"],) if row["in_scope"] and row["label"] in known else ()
    # An intent that was held out is still the same service's business; what no intent covers may be anything.
    without = Kind.OTHER_SERVICE if row["in_scope"] else Kind.OFF_TOPIC
    return KnownQuestion(
        id=row["id"],
        text=row["question"],
        language=row["lang"],
        split=split_by(row["id"], tune_share=TUNE_SHARE),
        relevant_ids=relevant,
        kind=Kind.ANSWERABLE if relevant else without,
    )
