"""What does the gate say of each composed answer?"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.answer import Completeness
from assistant.answering.grounding.finding import Similarities, find_problems
from assistant.answering.knowledge import Hit
from assistant.answering.written import Problem, Source, WrittenAnswer, WrittenSentence
from assistant.cases.catalogue import load_catalogue
from eval.datasets.composed import ComposedAnswer, ComposedSource
from knowledge_base.embeddings import Embedding

_REVIEWED = datetime.date(2026, 11, 1)


@dataclass(frozen=True)
class Judged:
    """An answer, and what the gate found wrong with it."""

    answer: ComposedAnswer
    problems: tuple[Problem, ...]

    @property
    def is_stopped(self) -> bool:
        return bool(self.problems)

    @property
    def is_misjudged(self) -> bool:
        return self.is_stopped is self.answer.is_right


def judge_all(answers: Sequence[ComposedAnswer], similarities: Similarities | None) -> list[Judged]:
    return [Judged(answer, tuple(_find(answer, similarities))) for answer in answers]


def similarities_by(embedding: Embedding) -> Similarities:
    """The cosines that the service itself would have at hand."""

    def similarities(texts: Sequence[str], others: Sequence[str]) -> list[list[float]]:
        vectors = embedding.embed([*texts, *others])
        rows: list[list[float]] = (vectors[: len(texts)] @ vectors[len(texts) :].T).tolist()
        return rows

    return similarities


def _find(answer: ComposedAnswer, similarities: Similarities | None) -> list[Problem]:
    written = WrittenAnswer(
        language=answer.language,
        sentences=tuple(WrittenSentence(sentence.text, sentence.sources) for sentence in answer.sentences),
        completeness=Completeness.FULL,
    )
    sources = [Source(number, _hit(source), source.text) for number, source in enumerate(answer.sources, start=1)]
    return find_problems(written, sources, question=answer.question, similarities=similarities)


def _department_of(article_id: str) -> str:
    """Whose article it is, as the service knows: afcd-lost-pet is the AFCD's."""
    code = article_id.partition("-")[0].upper()
    return code if code in load_catalogue().departments else ""


def _hit(source: ComposedSource) -> Hit:
    return Hit(
        article_id=source.article_id,
        version_id=1,
        version=1,
        language=source.language,
        title=source.title,
        answer=source.text,
        url="",
        department=_department_of(source.article_id),
        category="",
        last_reviewed=_REVIEWED,
        score=1.0,
        dense_score=1.0,
        keyword_score=1.0,
    )
