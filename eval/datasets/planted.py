"""Which articles are known to disagree, language against language or article against article, and which only look so?

All of it is of an invented city and was written by hand as an English and a Traditional Chinese text; the Simplified
text is their conversion, as on the city's own pages, with the forms that a row is about put in by hand.  One fault was
planted in one language (parity), or one fact told in two ways by two departments (contradictions); the other rows
differ in form alone, or are near and agree.  The test halves have services and phrasing of their own and were never
seen by whoever wrote the rules; the tune halves are there to be looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from eval.datasets.questions import Split


@dataclass(frozen=True)
class PlantedText:
    question: str
    answer: str


@dataclass(frozen=True)
class PlantedArticle:
    id: str
    department: str
    text: Mapping[str, PlantedText]
    """By language; a pair of the contradictions may speak in one or two languages only."""


@dataclass(frozen=True)
class PlantedFault:
    kind: str
    """fee, date, duration, phone, form_number, hours, url, exception or unit."""
    languages: tuple[str, ...]
    """Those that are off; the others agree."""
    note: str


@dataclass(frozen=True)
class ParityRow:
    """An article in three languages with one planted fault, or with what differs in form only."""

    article: PlantedArticle
    planted: PlantedFault | None
    harmless: str | None


@dataclass(frozen=True)
class ContradictionPair:
    """Two articles that cannot both be right, or two that only look so; articles of different pairs never clash."""

    id: str
    a: PlantedArticle
    b: PlantedArticle
    contradiction: bool
    kind: str
    note: str


def read_parity(split: Split) -> list[ParityRow]:
    return [
        ParityRow(_article(row), _fault(row["planted"]), row["harmless"])
        for row in _rows(f"parity_{split.value}.jsonl")
    ]


def read_contradictions(split: Split) -> list[ContradictionPair]:
    return [
        ContradictionPair(
            row["id"], _article(row["a"]), _article(row["b"]), row["contradiction"], row["kind"], row["note"]
        )
        for row in _rows(f"contradictions_{split.value}.jsonl")
    ]


def _rows(name: str) -> Iterator[dict[str, Any]]:
    for line in (files("eval") / "datasets" / name).read_text("utf-8").splitlines():
        yield json.loads(line)


def _article(row: Mapping[str, Any]) -> PlantedArticle:
    text = {language: PlantedText(told["question"], told["answer"]) for language, told in row["text"].items()}
    return PlantedArticle(row["id"], row["department"], text)


def _fault(row: Mapping[str, Any] | None) -> PlantedFault | None:
    return PlantedFault(row["kind"], tuple(row["languages"]), row["note"]) if row else None
