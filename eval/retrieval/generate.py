"""Which articles does the service find for each question, and which do the plain baselines?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.answer import Answer
from assistant.assistant import Assistant
from eval.datasets.questions import KnownQuestion
from eval.knowledge_sets import OpenedSet
from eval.retrieval.baselines import fuse_by_rank, make_documents, rank_by_vectors, rank_by_words, read_with_history
from knowledge_base.embeddings import Embedding

BATCH = 64
DEPTH = 10
SYSTEMS = ("service", "bm25", "minilm", "fusion")


@dataclass(frozen=True)
class Rankings:
    """Article ids best first, at most `DEPTH` of them, under the name of each system."""

    question: KnownQuestion
    by_system: dict[str, list[str]]


def answer_all(assistant: Assistant, questions: Sequence[KnownQuestion]) -> list[Answer]:
    """The whole pipeline's answers, in order; nothing is stored."""
    answers: list[Answer] = []
    for start in range(0, len(questions), BATCH):
        answers += assistant.answer_many([q.as_question() for q in questions[start : start + BATCH]])
    return answers


def rank_all(opened: OpenedSet, questions: Sequence[KnownQuestion], baseline: Embedding) -> list[Rankings]:
    """Every system's ranking for each question.  `baseline` is the model of the dense baseline.

    The service's is what its pipeline retrieved and could show; a question that it stopped before has none.
    """
    documents = make_documents(opened.source.articles)
    queries = [read_with_history(question) for question in questions]
    service = [found_articles(answer) for answer in answer_all(opened.assistant, questions)]
    words = rank_by_words(documents, queries)
    vectors = rank_by_vectors(documents, queries, baseline, opened.database)
    fused = [fuse_by_rank(first, second) for first, second in zip(words, vectors, strict=True)]
    return [
        Rankings(question, dict(zip(SYSTEMS, (ranking[:DEPTH] for ranking in rankings), strict=True)))
        for question, *rankings in zip(questions, service, words, vectors, fused, strict=True)
    ]


def found_articles(answer: Answer) -> list[str]:
    """What search found and may be shown, best first."""
    return [retrieved.article_id for retrieved in answer.retrieved if not retrieved.reason]
