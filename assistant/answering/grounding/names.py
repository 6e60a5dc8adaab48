"""Is every name in a passage that its sentence cites, or in the citizen's question, in whichever language?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.answering.grounding.chinese_names import list_chinese_names
from assistant.answering.grounding.english_names import list_english_names
from assistant.answering.grounding.facets import find_marks
from assistant.answering.grounding.reading import Passage, Reading, Told
from assistant.answering.written import Problem, ProblemKind
from assistant.cases.catalogue import Department, load_catalogue
from assistant.folding import fold_in_place

_SPEAKS = re.compile(
    r"(?<![a-z])(?:we|us|our|ours|the department|the bureau|the office)(?![a-z])|我们|本[署局处部]|[署局处]方|当局"
)
"""A passage in which its department speaks of itself, whose name may then be told."""


def find_unknown_names(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        passages = reading.cited(place)
        if not passages or reading.is_copied(place):
            continue
        for name in unknown_names(said, passages, reading.question.folded):
            yield Problem(ProblemKind.NAME, f"“{name}” is in no source of the sentence", place)


def unknown_names(said: Told, passages: Sequence[Passage], question: str) -> Iterator[str]:
    """The names of a sentence that neither its passages nor the `question` hold."""
    pool = "\n".join([*(passage.folded for passage in passages), *_own_departments(passages), question])
    if departments := _departments_in(said.folded):
        yield from (department for department in departments if department not in _departments_in(pool))
    text = _blank_departments(said.bare)
    known = find_marks(pool, "known_names")
    for name in sorted(find_marks(text, "known_names") - known):
        if not name.startswith("own:"):
            yield name.partition(":")[2].replace("_", " ")
    others = any(passage.is_chinese != said.is_chinese for passage in passages)
    if any("a" <= character <= "z" for character in said.folded):
        yield from list_english_names(said, text, pool, passages, is_translated=others)
    if said.is_chinese:
        yield from list_chinese_names(text, pool, is_translated=others)


def _own_departments(passages: Sequence[Passage]) -> Iterator[str]:
    for passage in passages:
        if passage.department and _SPEAKS.search(passage.folded):
            department = load_departments().get(passage.department)
            yield from _names(department) if department else (passage.department.lower(),)


@lru_cache(maxsize=1)
def load_departments() -> dict[str, Department]:
    return dict(load_catalogue().departments)


def _names(department: Department) -> list[str]:
    return [department.code.lower(), *(fold_in_place(name).lower() for name in department.names.values())]


@lru_cache(maxsize=1)
def _department_names() -> tuple[re.Pattern[str], dict[str, str]]:
    """Every spelling, the longest first: 衞生署 is not heard in 食物環境衞生署."""
    owners = {name: d.name("en") for d in load_departments().values() for name in _names(d)[1:]}
    longest = sorted(owners, key=len, reverse=True)
    spelt = "|".join(rf"(?<![a-z]){re.escape(n)}(?![a-z])" if n.isascii() else re.escape(n) for n in longest)
    return re.compile(spelt), owners


@lru_cache(maxsize=2048)
def _departments_in(folded: str) -> tuple[str, ...]:
    spelt, owners = _department_names()
    return tuple(dict.fromkeys(owners[match[0]] for match in spelt.finditer(folded)))


def _blank_departments(folded: str) -> str:
    return _department_names()[0].sub(lambda match: " " * len(match[0]), folded)
