"""Does the machine promise what it cannot do, or say that something was done or will be granted?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.answering.grounding.reading import Reading
from assistant.answering.written import Problem, ProblemKind

_CONDITION = re.compile(
    r"(?<![a-z])(?:once|after|when|if|until|unless|as soon as|before|whether|provided|where|in case"
    r"|while|show\w*|prov(?:e|es|ing)|proof|confirming|stating|saying)(?![a-z])[^.;!?]*\Z"
    r"|(?:一旦|当|如|若|倘|在|待|等|于)[^。;!?]*\Z"
)
"""Words that make of a promise a condition or a paper: once your application has been approved, a letter showing it."""
_CONDITION_AFTER = re.compile(r"[^。,;]{0,6}(?:后|之后|的人士|的话|者(?!,)|前|时|才|方)")


@dataclass(frozen=True)
class PromiseRules:
    never: tuple[re.Pattern[str], ...]
    unless_told: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    """A promise, and the words in which a passage speaks of the same act."""


def find_promises(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        pool = "\n".join(passage.folded for passage in reading.cited(place))
        if promise := promised(said.folded, pool):
            yield Problem(ProblemKind.PROMISE, f"“{promise}”", place)


def promised(folded: str, pool: str) -> str:
    """The promise in a folded sentence that the folded `pool` of its passages does not make; "" for none."""
    rules = load_promises()
    for pattern in rules.never:
        for match in pattern.finditer(folded):
            if match[0] not in pool and not _is_condition(folded, match):
                return match[0]
    for said, act in rules.unless_told:
        for match in said.finditer(folded):
            if not act.search(pool) and not _is_condition(folded, match):
                return match[0]
    return ""


def _is_condition(folded: str, match: re.Match[str]) -> bool:
    start = max(folded.rfind(mark, 0, match.start()) for mark in ",。;") + 1
    if _CONDITION.search(folded[start : match.start()]):
        return True
    return any("\u4e00" <= c <= "\u9fff" for c in match[0]) and _CONDITION_AFTER.match(folded, match.end()) is not None


@cache
def load_promises() -> PromiseRules:
    """The shipped table.  Raises ValueError for an entry without a pattern for both languages."""
    table = tomllib.loads((files(__package__) / "promises.toml").read_text("utf-8"))
    unless = tuple((_compile(entry["said"]), _compile(entry["act"])) for entry in table["unless_told"])
    return PromiseRules(tuple(map(_compile, table["never"])), unless)


def _compile(pair: list[str]) -> re.Pattern[str]:
    if len(pair) != 2 or not all(pair):
        raise ValueError(f"promises.toml: {pair} needs an English and a Chinese pattern")
    return re.compile(rf"(?<![a-z'])(?:{pair[0]})|{pair[1]}")
