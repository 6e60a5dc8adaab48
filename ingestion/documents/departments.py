"""Which departments may an import name, and under which code is each one stored?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from assistant.cases.catalogue import Catalogue
from ingestion.documents.faq_sheet import Sheet, plain_line

MIN_ARTICLES_OF_A_GOVERNMENT = 10


@dataclass(frozen=True)
class DepartmentRule:
    """`codes` maps a name as it was written to the code that is stored; `added` are the codes not known before."""

    codes: dict[str, str]
    added: frozenset[str]


def decide_departments(
    sheets: Sequence[Sheet], catalogue: Catalogue, *, known: Collection[str], new_departments: bool
) -> DepartmentRule:
    """How to read every department that `sheets` name.  `known` are the codes that may be used already.

    An unknown department is a slip of the keyboard, unless new ones are allowed, or at least ten articles name none
    of ours: then they are another government's knowledge, which brings its own departments along.
    """
    names = {plain_line(row.texts.get("department", "")) for sheet in sheets for row in sheet.rows} - {""}
    codes = {name: code for name in names if (code := _known_code(name, catalogue, known)) is not None}
    articles = sum(len(sheet.rows) for sheet in sheets)
    if not new_departments and (codes or articles < MIN_ARTICLES_OF_A_GOVERNMENT):
        return DepartmentRule(codes, frozenset())
    added = _spellings(names - codes.keys())
    return DepartmentRule(codes | added, frozenset(added.values()))


def _known_code(name: str, catalogue: Catalogue, known: Collection[str]) -> str | None:
    if name in known:
        return name
    department = catalogue.find_department(name)
    if department is not None:
        return department.code
    return next((code for code in sorted(known) if code.casefold() == name.casefold()), None)


def _spellings(names: Iterable[str]) -> dict[str, str]:
    """One code for names that differ in letter case only."""
    first: dict[str, str] = {}
    return {name: first.setdefault(name.casefold(), name) for name in sorted(names)}
