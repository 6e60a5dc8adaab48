"""What do plain means find?  BM25, MiniLM, their fusion by rank, and LangChain with Chroma, on the same articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import bm25s
import numpy as np
from numpy.typing import NDArray

from assistant.database import Database
from eval.datasets.questions import KnownQuestion
from knowledge_base.article import ArticleContent
from knowledge_base.embeddings import Embedding
from knowledge_base.vectors import ensure_vectors, stored_vectors, text_hash

if TYPE_CHECKING:
    from langchain_chroma import Chroma

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_FIRST_HAN = "\u3400"
FUSION_CONSTANT = 60
"""Cormack, Clarke and Büttcher 2009."""
EARLIER_TURNS = 2
"""A baseline reads a follow-up with as many of the citizen's turns before it as the service does, and always."""
NEIGHBOURS = 30
"""Documents that Chroma is asked for: ten articles, each in three languages."""
UPSERTED = 5_000
"""Documents given to Chroma at once; it takes a limited number."""

Ranking = dict[str, float]
"""Article ids and their scores, best first."""


@dataclass(frozen=True)
class Documents:
    """What the baselines search; an article may have several documents, and its best one counts."""

    article_ids: list[str]
    texts: list[str]
    """For words: everything that the article says."""
    titled_answers: list[str]
    """For vectors: the question and the answer."""


def make_documents(articles: Sequence[ArticleContent]) -> Documents:
    """One document for each language of an article: its question, variants and answer."""
    pairs = [(article.id, text) for article in articles for text in article.text.values()]
    return Documents(
        [article_id for article_id, _ in pairs],
        ["\n".join([text.question, *text.variants, text.answer]) for _, text in pairs],
        [f"{text.question}\n{text.answer}".strip() for _, text in pairs],
    )


def make_utterance_documents(articles: Sequence[ArticleContent]) -> Documents:
    """One document for each wording of each question, where a set holds little else."""
    texts = [(article.id, text) for article in articles for text in article.text.values()]
    pairs = [(article_id, wording) for article_id, text in texts for wording in (text.question, *text.variants)]
    wordings = [wording for _, wording in pairs]
    return Documents([article_id for article_id, _ in pairs], wordings, wordings)


def read_with_history(question: KnownQuestion) -> str:
    """The question after the citizen's last turns."""
    return "\n".join([*question.earlier_citizen_texts()[-EARLIER_TURNS:], question.text])


def rank_by_words(documents: Documents, queries: Sequence[str]) -> list[Ranking]:
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
) -> list[Ranking]:
    """The cosine of question and whole article; vectors are kept in `database` for the next run."""
    matrix = _vectors(documents.titled_answers, embedding, database)
    return [_ranked(documents, matrix @ vector) for vector in _vectors(queries, embedding, database)]


def rank_by_chroma(
    documents: Documents, queries: Sequence[str], embedding: Embedding, database: Database
) -> list[Ranking]:
    """LangChain's store over Chroma in memory, as it comes but for the cosine; its index is an approximate one."""
    # Imported here because both take seconds to import, and neither need be installed.
    import chromadb
    from chromadb.config import Settings as ChromaSettings
    from langchain_chroma import Chroma

    client = chromadb.EphemeralClient(settings=ChromaSettings(anonymized_telemetry=False))
    name = f"documents-{uuid4()}"
    collection = client.create_collection(name, embedding_function=None, metadata={"hnsw:space": "cosine"})
    matrix = _vectors(documents.titled_answers, embedding, database)
    for start in range(0, len(matrix), UPSERTED):
        rows = range(len(matrix))[start : start + UPSERTED]
        collection.upsert(
            ids=[str(row) for row in rows],
            embeddings=matrix[rows.start : rows.stop],
            documents=[documents.titled_answers[row] for row in rows],
            metadatas=[{"article": documents.article_ids[row]} for row in rows],
        )
    store = Chroma(client=client, collection_name=name)
    try:
        return [_nearest(store, vector.tolist()) for vector in _vectors(queries, embedding, database)]
    finally:
        client.delete_collection(name)


def fuse_by_rank(first: Ranking, second: Ranking) -> Ranking:
    """Reciprocal-rank fusion; an article of one ranking only counts there, equal sums keep the order of appearance."""
    sums: Ranking = {}
    for ranking in (first, second):
        for place, article in enumerate(ranking, start=1):
            sums[article] = sums.get(article, 0.0) + 1 / (FUSION_CONSTANT + place)
    return dict(sorted(sums.items(), key=lambda scored: -scored[1]))


def _vectors(texts: Sequence[str], embedding: Embedding, database: Database) -> NDArray[np.float32]:
    hashes = [text_hash(text) for text in texts]
    ensure_vectors(database, embedding, dict(zip(hashes, texts, strict=True)))
    with database.read() as session:
        vectors = stored_vectors(session, embedding.name, list(set(hashes)))
    return np.stack([vectors[digest] for digest in hashes])


def _ranked(documents: Documents, scores: NDArray[np.float32]) -> Ranking:
    """Articles with a positive score by the best of their languages, equal ones in the order of the documents."""
    order = np.argsort(-scores, kind="stable")
    return _best_of_each((documents.article_ids[row], float(scores[row])) for row in order if scores[row] > 0)


def _nearest(store: Chroma, vector: list[float]) -> Ranking:
    found = store.similarity_search_by_vector_with_relevance_scores(vector, k=NEIGHBOURS)
    # What Chroma calls a relevance score is a distance here.
    return _best_of_each((document.metadata["article"], 1 - distance) for document, distance in found)


def _best_of_each(scored: Iterable[tuple[str, float]]) -> Ranking:
    """Each article with its first score of all."""
    ranking: Ranking = {}
    for article, score in scored:
        ranking.setdefault(article, score)
    return ranking


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for match in _RUN.finditer(text.casefold()):
        run = match[0]
        is_pairable = run[0] >= _FIRST_HAN and len(run) > 1
        tokens.extend(run[i : i + 2] for i in range(len(run) - 1)) if is_pairable else tokens.append(run)
    return tokens
