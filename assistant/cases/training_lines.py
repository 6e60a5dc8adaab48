"""Which reports come with the service, with what is right to make of each, to train the classifier with?

All of them are invented, in English, both Chinese scripts, written Cantonese and mixed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.cases.training import Example

HEADS = ("category", "department", "case_type", "priority")
_FOLDER = Path(__file__).with_name("training")


@dataclass(frozen=True)
class TrainingLine:
    language: str
    """en, zh-Hant, zh-Hans or mixed."""
    example: Example


@cache
def read_training_lines() -> tuple[TrainingLine, ...]:
    """Citizens' reports; advertisements, from which the judge of mails learns, are left out."""
    files = sorted(_FOLDER.glob("*.jsonl"))
    rows = (json.loads(row) for file in files for row in file.read_text("utf-8").splitlines())
    return tuple(_line(row) for row in rows if "category" in row)


def _line(line: Mapping[str, Any]) -> TrainingLine:
    subject, _, text = line["text"].partition("\n")
    labels = {
        "category": line["category"],
        "department": line["departments"][0],
        "case_type": line["case_type"],
        "priority": line["priority"],
    }
    return TrainingLine(line["language"], Example(subject, text, labels))
