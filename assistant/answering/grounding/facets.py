"""Of whom, of what and of when does a text speak, in one vocabulary for both languages?"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from assistant.answering.grounding.spotting import Spotter, make_spotter


@cache
def load_pairs(name: str) -> tuple[tuple[str, str, str], ...]:
    """The names of a table with their English and Chinese patterns.  Raises ValueError for an entry that is no pair."""
    table = tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))
    found = []
    for group, entries in table.items():
        for entry, pair in entries.items():
            if not isinstance(pair, list) or len(pair) != 2:
                raise ValueError(f"{name}.toml: {group}.{entry} needs an English and a Chinese pattern")
            found.append((f"{group}:{entry}", *pair))
    return tuple(found)


@cache
def _spotter(name: str) -> Spotter:
    return make_spotter(load_pairs(name))


@lru_cache(maxsize=8192)
def find_marks(folded: str, name: str = "facets") -> frozenset[str]:
    """Which entries of the table `name` a folded text in small letters mentions."""
    return _spotter(name).find(folded)


@cache
def known_names() -> re.Pattern[str]:
    """Every English name that is known in both languages, for folded text in any case."""
    spelt = "|".join(english for _, english, _ in load_pairs("known_names"))
    return re.compile(rf"(?<![a-z])(?:{spelt})(?![a-z])", re.IGNORECASE)
