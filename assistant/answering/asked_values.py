"""Does a model's text state the value that a citizen asks for, where the approved text states one?

Words without the fee that was asked for say nothing wrong, and are still worse than the approved text that holds it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from assistant.answering.written import Problem, ProblemKind, WrittenAnswer
from assistant.facts.extract import extract_facts
from assistant.facts.fact import FactKind
from assistant.languages import fold


def find_left_out(question: str, written: WrittenAnswer, approved: Sequence[str]) -> list[Problem]:
    """What `question` asks for and an `approved` text states, but `written` neither states nor calls missing."""
    asked = fold(question)
    wanted = [
        kinds for words, kinds in _ways_to_ask() if words.search(asked) and not words.search(fold(written.missing))
    ]
    if not wanted:
        return []
    known = set(_kinds_in("\n".join(approved)))
    said = set(_kinds_in(written.text))
    return [_left_out(kinds) for kinds in wanted if kinds & known and not kinds & said]


def _left_out(kinds: frozenset[FactKind]) -> Problem:
    return Problem(ProblemKind.FORM, f"the question asks for what a passage states and no sentence does: {min(kinds)}")


def _kinds_in(text: str) -> Iterator[FactKind]:
    return (fact.kind for fact in extract_facts(text))


@cache
def _ways_to_ask() -> tuple[tuple[re.Pattern[str], frozenset[FactKind]], ...]:
    table = tomllib.loads(Path(__file__).with_name("asked_values.toml").read_text(encoding="utf-8"))
    return tuple(
        (re.compile(way["words"], re.VERBOSE), frozenset(map(FactKind, way["kinds"]))) for way in table["asked"]
    )
