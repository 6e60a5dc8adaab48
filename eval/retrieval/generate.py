"""Which articles does the service find for each question, and which do the plain baselines?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.answer import Answer
from assistant.assistant import Assistant
from eval.bench.baselines import chroma_is_installed
from eval.datasets.questions import KnownQuestion
from eval.knowledge_sets import OpenedSet
from eval.retrieval.baselines import (
    Documents,
    Ranking,
    fuse_by_rank,
    make_documents,
    rank_by_chroma,
    rank_by_vectors,
    rank_by_words,
    read_with_history,
)
from knowledge_base.embeddings import Embedding

BATCH = 64
DEPTH = 10
SERVICE = "service"
PLAIN = {"bm25": "BM25", "minilm": "MiniLM", "fusion": "both by rank", "chroma": "LangChain + Chroma"}
"""The baselines, and what a reader calls them; those whose libraries are not installed are left out of a run."""
SYSTEMS = {SERVICE: "CivicDesk", **PLAIN}


@dataclass(frozen=True)
class Rankings:
    """Article ids best first, at most `DEPTH` of them, under the name of each system that ran."""

    question: KnownQuestion
    by_system: dict[str, list[str]]


@dataclass(frozen=True)
class Best:
    """The article that a system puts first, None when it finds none, and the score it gives that."""

    article_id: str | None
    score: float


def answer_all(assistant: Assistant, questions: Sequence[KnownQuestion]) -> list[Answer]:
    """The whole pipeline's answers, in order; nothing is stored."""
    answers: list[Answer] = []
    for start in range(0, len(questions), BATCH):
        answers += assistant.answer_many([q.as_question() for q in questions[start : start + BATCH]])
    return answers


def rank_all(opened: OpenedSet, questions: Sequence[KnownQuestion], baseline: Embedding | None) -> list[Rankings]:
    """Every system's ranking for each question.

    The service's is what its pipeline retrieved and could show; a question that it stopped before has none.
    """
    service = [found_articles(answer) for answer in answer_all(opened.assistant, questions)]
    plain = rank_plainly(opened, make_documents(opened.source.articles), questions, baseline)
    return [
        Rankings(question, {SERVICE: found[:DEPTH]} | {name: list(ranking)[:DEPTH] for name, ranking in others.items()})
        for question, found, others in zip(questions, service, plain, strict=True)
    ]


def rank_plainly(
    opened: OpenedSet, documents: Documents, questions: Sequence[KnownQuestion], baseline: Embedding | None
) -> list[dict[str, Ranking]]:
    """Each plain baseline's ranking for each question.  Without a dense model, `baseline`, only BM25 has one."""
    queries = [read_with_history(question) for question in questions]
    rankings = {"bm25": rank_by_words(documents, queries)}
    if baseline is not None:
        rankings["minilm"] = rank_by_vectors(documents, queries, baseline, opened.database)
        pairs = zip(rankings["bm25"], rankings["minilm"], strict=True)
        rankings["fusion"] = [fuse_by_rank(words, vectors) for words, vectors in pairs]
        if chroma_is_installed():
            rankings["chroma"] = rank_by_chroma(documents, queries, baseline, opened.database)
    return [dict(zip(rankings, each, strict=True)) for each in zip(*rankings.values(), strict=True)]


def best_of_each(rankings: Sequence[dict[str, Ranking]]) -> list[dict[str, Best]]:
    """What each baseline puts first for each question; finding nothing scores 0."""
    return [{name: Best(*next(iter(r.items()), (None, 0.0))) for name, r in each.items()} for each in rankings]


def found_articles(answer: Answer) -> list[str]:
    """What search found and may be shown, best first."""
    return [retrieved.article_id for retrieved in answer.retrieved if not retrieved.reason]
