"""What stands behind the labels of a form: 地點：…, Name: …, 訴求：…?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.cases.fields import FieldName
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.case_fields.spans import trim

_FEWEST_LABELS = 3
"""A label in a mail with fewer is rather a sentence with a colon."""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "labels.toml").read_text("utf-8"))


@cache
def _labels() -> re.Pattern[str]:
    fields = "|".join(f"(?P<{name}>{'|'.join(labels)})" for name, labels in _table().items())
    return read_rules("forms", fields=fields)["labelled"]


@dataclass(frozen=True)
class Label:
    field: FieldName
    start: int
    end: int
    """Of what stands behind the label."""


def find_labels(text: str) -> tuple[Label, ...]:
    """The labels of folded text in their order."""
    found = []
    for match in _labels().finditer(text):
        field = next(FieldName(name) for name in _table() if match[name])
        found.append(Label(field, *trim(text, *match.span("value"))))
    return tuple(found)


def is_form(labels: Iterable[Label]) -> bool:
    """True where so many fields are labelled that the mail is a form rather than a letter."""
    return len({label.field for label in labels}) >= _FEWEST_LABELS
