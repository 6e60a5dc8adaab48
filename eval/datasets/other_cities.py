"""What do other, invented cities' articles state, and what do they only speak of?  By authors of their own.

Each article comes with questions that one of its sentences answers, and with near misses in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from eval.datasets.public import TUNE_SHARE
from eval.datasets.questions import Kind, KnownQuestion, read_lines, split_by
from knowledge_base.article import ArticleContent, ArticleText

PARTS = 4


def read_other_cities() -> tuple[tuple[ArticleContent, ...], tuple[KnownQuestion, ...]]:
    """The articles and their questions; an article's questions are all tuned on or all tested with."""
    folder = Path(str(files("eval"))) / "datasets"
    rows = [row for part in range(1, PARTS + 1) for row in read_lines(folder / f"other_cities_{part}.jsonl")]
    return tuple(map(_article, rows)), tuple(question for row in rows for question in _questions(row))


def _article(row: Mapping[str, Any]) -> ArticleContent:
    answer = (" " if row["language"] == "en" else "").join(row["sentences"])
    text = ArticleText(question=row["title"], answer=answer)
    return ArticleContent(id=row["id"], department="other_cities", text={row["language"]: text})


def _questions(row: Mapping[str, Any]) -> list[KnownQuestion]:
    asked = [(asked["q"], True) for asked in row["answerable"]] + [(text, False) for text in row["near_misses"]]
    return [
        KnownQuestion(
            id=f"{row['id']}-{number}",
            text=text,
            language=row["language"],
            split=split_by(row["id"], tune_share=TUNE_SHARE),
            relevant_ids=(row["id"],) if is_answered else (),
            near_ids=() if is_answered else (row["id"],),
            kind=Kind.ANSWERABLE if is_answered else Kind.NEAR_MISS,
        )
        for number, (text, is_answered) in enumerate(asked, start=1)
    ]
