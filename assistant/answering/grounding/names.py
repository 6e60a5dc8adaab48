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
    departments, heard = _departments_in(said.folded), None
    text = said.bare
    for department in departments:
        heard = _departments_in(pool) if heard is None else heard
        if department not in heard:
            yield department
        text = _blank_department(text, department)
    known = find_marks(pool, "known_names")
    for name in sorted(find_marks(text, "known_names") - known):
        yield name.partition(":")[2].replace("_", " ")
    others = any(passage.is_chinese != said.is_chinese for passage in passages)
    if any("a" <= character <= "z" for character in said.folded):
        yield from list_english_names(said, text, pool, passages, is_translated=others)
    if said.is_chinese:
        yield from list_chinese_names(text, pool, is_translated=others)


def _own_departments(passages: Sequence[Passage]) -> Iterator[str]:
    for passage in passages:
        if passage.department:
            department = load_departments().get(passage.department)
            yield from _names(department) if department else (passage.department.lower(),)


@lru_cache(maxsize=1)
def load_departments() -> dict[str, Department]:
    return dict(load_catalogue().departments)


def _names(department: Department) -> list[str]:
    return [department.code.lower(), *(fold_in_place(name).lower() for name in department.names.values())]


@lru_cache(maxsize=1)
def _department_names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for department in load_departments().values():
        names = sorted(_names(department)[1:], key=len, reverse=True)
        spelt = "|".join(rf"(?<![a-z]){re.escape(n)}(?![a-z])" if n.isascii() else re.escape(n) for n in set(names))
        found.append((department.name("en"), re.compile(spelt)))
    return tuple(found)


@lru_cache(maxsize=2048)
def _departments_in(folded: str) -> tuple[str, ...]:
    return tuple(name for name, spelt in _department_names() if spelt.search(folded))


def _blank_department(folded: str, department: str) -> str:
    spelt = dict(_department_names())[department]
    return spelt.sub(lambda match: " " * len(match[0]), folded)
