"""Which intent does each system see in an utterance, and how strongly?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.confidence import load_confidence
from assistant.answering.knowledge import Query, SearchResult
from eval.datasets.questions import KnownQuestion
from eval.knowledge_sets import OpenedSet
from eval.retrieval.baselines import make_utterance_documents
from eval.retrieval.generate import BATCH, PLAIN, Best, best_of_each, rank_plainly
from knowledge_base.embeddings import Embedding

SYSTEMS = {"confidence": "CivicDesk, confidence", "score": "CivicDesk, search score", **PLAIN}
"""Ours twice: by the confidence that answers are decided with, and by the score of the search alone."""


@dataclass(frozen=True)
class Seen:
    """An utterance, and what each system that ran puts first for it."""

    question: KnownQuestion
    best: Mapping[str, Best]


def see_all(opened: OpenedSet, questions: Sequence[KnownQuestion], baseline: Embedding | None) -> list[Seen]:
    """What is seen in each utterance, in order.

    Ours is the search without the pipeline around it: that gives a wish for a person, which is one of these sets'
    intents, its fixed text before anything is searched.  A baseline looks for the nearest utterance.
    """
    documents = make_utterance_documents(opened.source.articles)
    plain = best_of_each(rank_plainly(opened, documents, questions, baseline))
    found = zip(questions, _search(opened, questions), plain, strict=True)
    return [Seen(question, {**_ours(result), **others}) for question, result, others in found]


def _search(opened: OpenedSet, questions: Sequence[KnownQuestion]) -> Iterator[SearchResult]:
    for start in range(0, len(questions), BATCH):
        batch = questions[start : start + BATCH]
        yield from opened.knowledge.search_many([Query(question.text, question.language) for question in batch])


def _ours(result: SearchResult) -> dict[str, Best]:
    first = result.hits[0].article_id if result.hits else None
    confidence = load_confidence().estimate(result.features)
    return {"confidence": Best(first, confidence), "score": Best(first, result.features.get("score", 0.0))}
