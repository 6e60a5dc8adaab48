"""How long may an answer be, and how much support does a sentence need?  One TOML file, checked when it is loaded."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Limits:
    sentences: float
    sentence_letters: float
    letters: float
    share_of_sources: float
    letters_beside: float
    words: float
    support_english: float
    support_chinese: float
    cosine_across_with_marks: float
    cosine_across: float
    words_alone: float
    marks_across: float


@cache
def load_limits() -> Limits:
    """The shipped limits.  Raises ValueError where one is missing, unknown or not a number above zero."""
    table = tomllib.loads((files(__package__) / "limits.toml").read_text("utf-8"))
    values = table["length"] | table["support"]
    if set(values) != {field.name for field in fields(Limits)}:
        raise ValueError("limits.toml: not the limits that are known")
    if any(isinstance(value, bool) or not isinstance(value, int | float) or value <= 0 for value in values.values()):
        raise ValueError("limits.toml: a limit is a number above zero")
    return Limits(**values)
