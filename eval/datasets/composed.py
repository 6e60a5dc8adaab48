"""Which answers that a model might have composed are right, and which hold one planted fault?

Written by hand by someone who has seen no rule of the gate: fluent, in simple words, in three languages, from passages
of the sample city and a few of its kind.  A wrong one is a right one with one value, name or sentence changed; a right
one says what its passages say, in one format or another.  The test half decides how good the gate is and is never
looked at by whoever writes its rules; the tune half, of other passages, is there to be looked at.  Its second part
was written after a first set of rules and without sight of them, in the styles of several models, and is the harder.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from eval.datasets.questions import Split, read_lines

PROMISED = ("fee", "date", "phone", "link", "name")
"""The faults that a model is most often caught at, and that do most harm; the other kinds are counted apart."""
RIGHT = "right"


@dataclass(frozen=True)
class ComposedSource:
    article_id: str
    language: str
    title: str
    text: str


@dataclass(frozen=True)
class ComposedSentence:
    text: str
    sources: tuple[int, ...]
    """Counted from 1."""


@dataclass(frozen=True)
class ComposedAnswer:
    """`kind` is what was planted, or `right`; `note` says where."""

    id: str
    language: str
    question: str
    sources: tuple[ComposedSource, ...]
    sentences: tuple[ComposedSentence, ...]
    kind: str
    note: str

    @property
    def is_right(self) -> bool:
        return self.kind == RIGHT


def read_composed(split: Split) -> list[ComposedAnswer]:
    folder = Path(str(files("eval"))) / "datasets"
    parts = sorted(folder.glob(f"composed_{split.value}*.jsonl"))
    sources = {
        f"{row['article_id']}:{row['language']}": ComposedSource(**row)
        for part in parts
        if part.stem.endswith("_sources")
        for row in read_lines(part)
    }
    return [
        ComposedAnswer(
            id=row["id"],
            language=row["language"],
            question=row["question"],
            sources=tuple(sources[name] for name in row["sources"]),
            sentences=tuple(ComposedSentence(s["text"], tuple(s["sources"])) for s in row["sentences"]),
            kind=row["kind"],
            note=row["note"],
        )
        for part in parts
        if not part.stem.endswith("_sources")
        for row in read_lines(part)
    ]
