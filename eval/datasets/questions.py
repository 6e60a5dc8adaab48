"""What is a question with a known answer, and is it for tuning or for testing?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.answering.draft import Question, Role, Turn

_ROLES = {"citizen": Role.CITIZEN, "user": Role.CITIZEN, "assistant": Role.ASSISTANT, "agent": Role.ASSISTANT}


class Split(StrEnum):
    """`tune` chooses weights and thresholds; `test` is only ever measured."""

    TUNE = "tune"
    TEST = "test"


class Kind(StrEnum):
    """Why a question has, or has not, an answer in the knowledge."""

    ANSWERABLE = "answerable"
    NEAR_MISS = "near_miss"
    OTHER_SERVICE = "other_service"
    OFF_TOPIC = "off_topic"
    INTERNAL_OR_EXPIRED = "internal_or_expired"


@dataclass(frozen=True)
class KnownQuestion:
    """A question with the articles that answer it; an unanswerable one names none."""

    id: str
    text: str
    language: str
    split: Split
    relevant_ids: tuple[str, ...] = ()
    near_ids: tuple[str, ...] = ()
    """Articles that an unanswerable question lies near to."""
    kind: Kind = Kind.ANSWERABLE
    style: str = ""
    history: tuple[Turn, ...] = ()

    @property
    def is_answerable(self) -> bool:
        return self.kind is Kind.ANSWERABLE

    def as_question(self) -> Question:
        """As a citizen sends it: on a page in its language, after its earlier turns."""
        return Question(self.text, self.language, self.history)

    def earlier_citizen_texts(self) -> list[str]:
        return [turn.text for turn in self.history if turn.role is Role.CITIZEN]


def split_by(key: str, *, tune_share: float) -> Split:
    """The split of everything that belongs to `key`, the same on every machine; about `tune_share` of all keys tune."""
    return Split.TUNE if _fraction(key) < tune_share else Split.TEST


def fold_of(key: str, *, folds: int) -> int:
    """The fold, from 0, of everything that belongs to `key`; it has nothing to do with the key's split."""
    return int(_fraction(f"fold {key}") * folds)


def _fraction(key: str) -> float:
    return int(hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()[:8], 16) / 2**32


def read_turns(rows: list[Mapping[str, str]] | None) -> tuple[Turn, ...]:
    """A data set's history, oldest first; a set that calls its turns user and agent means citizen and assistant."""
    return tuple(Turn(_ROLES[row["role"]], row["text"]) for row in rows or ())


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file, in order; a text may hold what Unicode calls the end of a line."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
