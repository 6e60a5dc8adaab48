"""How likely are two statements, of two articles, of the same matter?

A weighted sum of a few signs, so that a conflict is shown for reasons that can be told: the words that both use, how
much of what one article asks the other speaks of, and whether one department wrote both.  The cosines of a text model
were tried beside them and found no more.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from knowledge_base.clashes import RULE_KINDS
from knowledge_base.keyword_search import is_han
from knowledge_base.statements import Statement

FEWEST_SHARED = 1.4
"""What the words that both use must count at least: two English ones that tell a matter, or two Chinese pairs."""
_PAIR = 0.7
"""What two Chinese characters count beside an English word; a name of four, 潮汐泳池, is three pairs."""
_COMMON_WORD = 0.3
"""What a word counts that tells no matter, where a share of words is asked."""
_NONE: frozenset[str] = frozenset()
_UNKNOWN = 0.5
"""Of a title that shares no telling word with its answer."""


@dataclass(frozen=True)
class Told:
    """A statement with those of its words, and of its title's, that tell its matter."""

    statement: Statement
    words: frozenset[str]
    title: frozenset[str]
    topics: frozenset[str]


@dataclass(frozen=True)
class Pairing:
    """Two statements that clash, and what their articles add."""

    one: Told
    two: Told
    kind: str
    language: str
    is_same_department: bool
    has_exceptions: bool


def weigh_shared(one: Told, two: Told) -> float:
    """What the telling words of both count."""
    both = one.words & two.words
    return _weight({word for word in both if not _is_of_another(word, one, two)}, frozenset())


def log_odds(pairing: Pairing, common: Set[str]) -> float:
    """More than 0 where the two are likelier of one matter than not."""
    weights = _weights()
    return weights["bias"] + sum(weights[name] * value for name, value in measure(pairing, common).items())


def measure(pairing: Pairing, common: Set[str]) -> dict[str, float]:
    """The signs by the names of their weights."""
    one, two = pairing.one, pairing.two
    first, second = one.statement, two.statement
    keys = [key for key in (_key(first, second, common), _key(second, first, common)) if key is not None]
    return {
        "shared": math.log(weigh_shared(one, two)),
        "about": max(_about(one, two), _about(two, one)),
        "key": min(keys, default=_UNKNOWN),
        "neighbour": float(pairing.is_same_department),
        "excepts": float(pairing.has_exceptions and pairing.kind in RULE_KINDS),
        "chinese": float(pairing.language == "zh"),
    }


def _weight(words: Collection[str], common: Set[str]) -> float:
    return sum((_PAIR if is_han(word) else 1.0) * (_COMMON_WORD if word in common else 1.0) for word in words)


def _is_of_another(word: str, one: Told, two: Told) -> bool:
    """Long Beach and Short Beach: the word is shared, and each side puts a name before it that the other lacks."""
    mine, theirs = (_names_before(told.statement.named).get(word, _NONE) for told in (one, two))
    return (
        bool(mine and theirs)
        and mine.isdisjoint(theirs)
        and mine.isdisjoint(two.words)
        and theirs.isdisjoint(one.words)
    )


@lru_cache(maxsize=8192)
def _names_before(named: frozenset[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for before, word in named:
        found.setdefault(word, set()).add(before)
    return {word: frozenset(names) for word, names in found.items()}


def _about(one: Told, two: Told) -> float:
    """The share of a title's telling words that the other statement uses."""
    return len(one.title & two.words) / len(one.title) if one.title else 0.0


def _key(one: Statement, two: Statement, common: Set[str]) -> float | None:
    """The share of what both the question and the sentence of one name that the other names too."""
    key = one.words & one.title_words
    if key.issubset(common):
        return None
    return _weight(key & (two.words | two.title_words), common) / _weight(key, common)


@cache
def _weights() -> Mapping[str, float]:
    table = tomllib.loads((files("knowledge_base") / "contradictions.toml").read_text("utf-8"))
    return {name: float(weight) for name, weight in table["weights"].items()}
