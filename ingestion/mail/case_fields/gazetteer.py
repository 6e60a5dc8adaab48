"""Which names and endings of places does the project know?"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.folding import fold_in_place, words_pattern


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "gazetteer.toml").read_text("utf-8"))


@cache
def chinese_words(key: str) -> str:
    """An alternative of the words of one list, folded, the longest first."""
    return words_pattern(fold_in_place(_tables()[key]))


def known_places() -> str:
    """An alternative of the Chinese names that the lists know."""
    return f"{chinese_words('hong_kong')}|{chinese_words('elsewhere')}"


@cache
def english_words(key: str) -> str:
    return words_pattern(_tables()[key])


@cache
def english_places() -> str:
    """An alternative of the English names, which are patterns of their spellings."""
    return "|".join(line for line in _tables()["english"].split("\n") if line)


@cache
def is_region(name: str) -> bool:
    """True for the name of so wide a place that it alone says nothing."""
    return name.casefold() in fold_in_place(_tables()["regions"].casefold()).split("|")


@cache
def not_in_names() -> frozenset[str]:
    """Characters that no unknown name of a place or a firm has."""
    return frozenset(fold_in_place(_tables()["not_in_names"].strip()))
