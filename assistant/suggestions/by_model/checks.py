"""What was a model's text checked for, and how did it come out, as an agent is told?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answering.written import Problem, ProblemKind


class Check(StrEnum):
    SOURCES = "sources"
    """Each sentence names the approved passages that it is taken from."""
    SUPPORT = "support"
    """They say so."""
    VALUES = "values"
    """Numbers, dates, amounts, links, names and forms stand there."""
    FACTS = "facts"
    """The rewritten text states the facts of the original, and no other."""
    LANGUAGE = "language"
    PROMISES = "promises"
    """No promise, no forbidden word, no excess of length."""
    LEAKS = "leaks"
    """Nothing of the instructions, and nothing that was hidden."""


OF_DRAFTS = (Check.SOURCES, Check.SUPPORT, Check.VALUES, Check.LANGUAGE, Check.PROMISES, Check.LEAKS)
OF_REWRITES = (Check.FACTS, Check.LANGUAGE, Check.PROMISES, Check.LEAKS)
_FOUND_BY = {
    ProblemKind.FORM: Check.SOURCES,
    ProblemKind.TOKEN: Check.SOURCES,
    ProblemKind.SOURCE: Check.SOURCES,
    ProblemKind.VALUE: Check.VALUES,
    ProblemKind.NAME: Check.VALUES,
    ProblemKind.UNSUPPORTED: Check.SUPPORT,
    ProblemKind.CONTRADICTED: Check.SUPPORT,
    ProblemKind.SECOND_OPINION: Check.SUPPORT,
    ProblemKind.CHANGED: Check.FACTS,
    ProblemKind.LANGUAGE: Check.LANGUAGE,
    ProblemKind.PROMISE: Check.PROMISES,
    ProblemKind.FORBIDDEN: Check.PROMISES,
    ProblemKind.LENGTH: Check.PROMISES,
    ProblemKind.LEAK: Check.LEAKS,
}


@dataclass(frozen=True)
class Checked:
    """`details` name what was found; empty where the check was passed."""

    check: Check
    details: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.details


def judge(problems: Sequence[Problem], checks: Sequence[Check]) -> list[Checked]:
    """Each of `checks` with what it found; a problem of none of them counts with the first."""

    def check_of(problem: Problem) -> Check:
        found_by = _FOUND_BY.get(problem.kind, checks[0])
        return found_by if found_by in checks else checks[0]

    return [Checked(check, tuple(p.detail for p in problems if check_of(p) is check)) for check in checks]
