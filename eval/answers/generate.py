"""What does each question get, each time that it is asked?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from assistant.answering.answer import Answer, Outcome
from assistant.assistant import Assistant
from eval.datasets.questions import KnownQuestion
from eval.knowledge_sets import KnowledgeSet
from eval.retrieval.generate import answer_all

SIDE_BY_SIDE = 8
"""Questions that wait for a model at once; what a provider takes without complaint."""


@dataclass(frozen=True)
class Asked:
    """A question, whose it is, and its answers, one a run."""

    question: KnownQuestion
    department: str
    answers: tuple[Answer, ...]

    @property
    def answer(self) -> Answer:
        """Of the first run, which alone the measures of a single answer look at."""
        return self.answers[0]

    @property
    def is_answered(self) -> bool:
        return self.answer.outcome is Outcome.ANSWERED


def ask_all(
    assistant: Assistant, questions: Sequence[KnownQuestion], departments: Mapping[str, str], *, runs: int, waits: bool
) -> list[Asked]:
    """Every question `runs` times.  `departments` are by the question's id.

    `waits` is true where a model is asked, so that several questions may wait for it side by side.
    """
    rounds = [_ask_once(assistant, questions, waits=waits) for _ in range(runs)]
    return [
        Asked(question, departments.get(question.id, ""), answers)
        for question, answers in zip(questions, zip(*rounds, strict=True), strict=True)
    ]


def spread(questions: Sequence[KnownQuestion], count: int | None) -> list[KnownQuestion]:
    """`count` of the questions, as evenly taken from their order as can be; all where that is None or too many."""
    if count is None or count >= len(questions):
        return list(questions)
    return [questions[place * len(questions) // count] for place in range(count)]


def _ask_once(assistant: Assistant, questions: Sequence[KnownQuestion], *, waits: bool) -> list[Answer]:
    if not waits:
        return answer_all(assistant, questions)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return list(pool.map(lambda question: assistant.answer(question.as_question()), questions))


def departments_of(chosen: KnowledgeSet) -> dict[str, str]:
    """By question: of the article that answers it or that it lies near to; what is about neither is left out."""
    by_article = chosen.departments()
    named = {q.id: [by_article.get(name) for name in (*q.relevant_ids, *q.near_ids)] for q in chosen.questions}
    return {name: next(filter(None, found)) for name, found in named.items() if any(found)}
