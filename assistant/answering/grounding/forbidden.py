"""Which words may no answer of a department hold, unless its approved text holds them?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.answering.grounding.reading import Reading
from assistant.answering.written import Problem, ProblemKind
from assistant.cases.catalogue import load_catalogue

Terms = Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
_ALL = "all"


def find_forbidden_terms(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        passages = reading.cited(place)
        pool = "\n".join(passage.folded for passage in passages)
        for term in forbidden_terms(said.folded, pool, [passage.department for passage in passages]):
            yield Problem(ProblemKind.FORBIDDEN, term, place)


def forbidden_terms(folded: str, pool: str, departments: Iterable[str]) -> Iterator[str]:
    """The terms of all and of the `departments` in a folded text that the folded `pool` does not hold as well."""
    terms = load_terms()
    for code in (_ALL, *dict.fromkeys(departments)):
        for name, pattern in terms.get(code, ()):
            match = pattern.search(folded)
            if match and match[0] not in pool:
                yield f"“{match[0]}” ({name})"


@cache
def load_terms() -> Terms:
    """The shipped terms."""
    return read_terms(tomllib.loads((files(__package__) / "forbidden.toml").read_text("utf-8")))


def read_terms(table: Mapping[str, Mapping[str, Any]]) -> Terms:
    """The terms by department.  Raises ValueError for an unknown department or a term that lacks a language."""
    known = load_catalogue().departments
    found: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}
    for code, terms in table.items():
        if code != _ALL and code not in known:
            raise ValueError(f"forbidden.toml: there is no department {code}")
        found[code] = tuple((name, _compile(f"{code}.{name}", pair)) for name, pair in terms.items())
    return found


def _compile(name: str, pair: Any) -> re.Pattern[str]:
    if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(one, str) and one for one in pair):
        raise ValueError(f"forbidden.toml: {name} needs an English and a Chinese pattern")
    return re.compile(rf"(?<![a-z])(?:{pair[0]})(?![a-z])|{pair[1]}")
