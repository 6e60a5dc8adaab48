"""Which problems has a written answer?  Every check in one list; one problem is enough for it not to be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.written import Problem, ProblemKind, Source, WrittenAnswer

Similarities = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]] | None]
"""The cosine of each text with each other one, or None while no vector can be made."""


def find_problems(
    written: WrittenAnswer, sources: Sequence[Source], *, question: str, similarities: Similarities | None = None
) -> list[Problem]:
    """What is wrong with `written` as an answer to `question`; empty where it may be shown.  Never raises."""
    if not written.sentences:
        return [Problem(ProblemKind.FORM, "no sentence")]
    return []
