"""What do plain means find?  BM25, MiniLM alone, and their fusion by rank, on the same articles and questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
from numpy.typing import NDArray

from assistant.database import Database
from eval.datasets.questions import KnownQuestion
from knowledge_base.article import ArticleContent
from knowledge_base.embeddings import Embedding
from knowledge_base.vectors import ensure_vectors, stored_vectors, text_hash

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_FIRST_HAN = "\u3400"
FUSION_CONSTANT = 60
"""Cormack, Clarke and Büttcher 2009."""
EARLIER_TURNS = 2
"""A baseline reads a follow-up with as many of the citizen's turns before it as the service does, and always."""


@dataclass(frozen=True)
class Documents:
    """One document for each language of an article: its question, variants and answer."""

    article_ids: list[str]
    texts: list[str]
    """For words: everything that the article says."""
    titled_answers: list[str]
    """For vectors: the question and the answer."""


def make_documents(articles: Sequence[ArticleContent]) -> Documents:
    pairs = [(article.id, text) for article in articles for text in article.text.values()]
    return Documents(
        [article_id for article_id, _ in pairs],
        ["\n".join([text.question, *text.variants, text.answer]) for _, text in pairs],
        [f"{text.question}\n{text.answer}".strip() for _, text in pairs],
    )


def read_with_history(question: KnownQuestion) -> str:
    """The question after the citizen's last turns."""
    return "\n".join([*question.earlier_citizen_texts()[-EARLIER_TURNS:], question.text])


def rank_by_words(documents: Documents, queries: Sequence[str]) -> list[list[str]]:
    """BM25 as bm25s has it by default (Lucene's), over words and, in Chinese, pairs of neighbouring characters."""
    scorer = bm25s.BM25()
    vocabulary: dict[str, int] = {}
    encoded = [[vocabulary.setdefault(t, len(vocabulary)) for t in _tokens(text)] for text in documents.texts]
    scorer.index((encoded, vocabulary), create_empty_token=False, show_progress=False)
    rankings = []
    for query in queries:
        known = [vocabulary[token] for token in _tokens(query) if token in vocabulary]
        scores = scorer.get_scores_from_ids(known) if known else np.zeros(len(encoded), dtype=np.float32)
        rankings.append(_ranked(documents, scores))
    return rankings


def rank_by_vectors(
    documents: Documents, queries: Sequence[str], embedding: Embedding, database: Database
) -> list[list[str]]:
    """The cosine of question and whole article; vectors are kept in `database` for the next run."""
    hashes = [text_hash(text) for text in documents.titled_answers]
    ensure_vectors(database, embedding, dict(zip(hashes, documents.titled_answers, strict=True)))
    with database.read() as session:
        vectors = stored_vectors(session, embedding.name, list(set(hashes)))
    matrix = np.stack([vectors[digest] for digest in hashes])
    return [_ranked(documents, matrix @ vector) for vector in embedding.embed(queries)]


def fuse_by_rank(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Reciprocal-rank fusion; an article of one ranking only counts there, equal sums keep the order of appearance."""
    sums: dict[str, float] = {}
    for ranking in (first, second):
        for place, article in enumerate(ranking, start=1):
            sums[article] = sums.get(article, 0.0) + 1 / (FUSION_CONSTANT + place)
    return sorted(sums, key=lambda article: -sums[article])


def _ranked(documents: Documents, scores: NDArray[np.float32]) -> list[str]:
    """Articles with a positive score by the best of their languages, equal ones in the order of the documents."""
    order = np.argsort(-scores, kind="stable")
    return list(dict.fromkeys(documents.article_ids[position] for position in order if scores[position] > 0))


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for match in _RUN.finditer(text.casefold()):
        run = match[0]
        is_pairable = run[0] >= _FIRST_HAN and len(run) > 1
        tokens.extend(run[i : i + 2] for i in range(len(run) - 1)) if is_pairable else tokens.append(run)
    return tokens
