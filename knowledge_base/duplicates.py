"""Which articles say nearly the same as another in the same language?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from assistant.errors import EmbeddingUnavailable
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.embeddings import Embedding
from knowledge_base.keyword_search import tokenise
from knowledge_base.passages import PassageKind, embedded_text, split_article
from knowledge_base.vectors import stored_vectors, text_hash

NEAR = 0.75
"""Score from which two articles are shown as near-duplicates: of the sample's 118 articles no pair reaches 0.7."""
_NEAREST = 0.6
"""Cosine below which words are not compared."""


@dataclass(frozen=True)
class Duplicate:
    """`score` is the mean of the cosine of two articles and of the share of words that they have in common."""

    article_id: str
    other_id: str
    language: str
    score: float


def find_duplicates(
    session: Session,
    embedding: Embedding,
    contents: Sequence[ArticleContent],
    *,
    against: Sequence[ArticleContent] | None = None,
) -> list[Duplicate]:
    """Pairs of `contents`, or of `contents` and other articles, the likest first, each in its likest language.

    Vectors of live passages are read; others are made and not stored.  Without a model words alone are compared.
    """
    others = contents if against is None else against
    best: dict[tuple[str, str], Duplicate] = {}
    known = {content.id: content for content in (*contents, *others)}
    mine, theirs = {content.id for content in contents}, {content.id for content in others}
    for language, ids in _by_language(known.values()).items():
        vectors = _vectors(session, embedding, [known[name] for name in ids], language)
        words = [_words(known[name].text[language]) for name in ids]
        for one, two, score in _near(vectors, words, [place for place, name in enumerate(ids) if name in mine]):
            pair = (ids[one], ids[two])
            if against is None and pair[0] > pair[1]:
                continue
            if pair[0] in mine and pair[1] in theirs and score > best.get(pair, _NOTHING).score:
                best[pair] = Duplicate(*pair, language, round(score, 3))
    return sorted(best.values(), key=lambda d: (-d.score, d.article_id, d.other_id))


_NOTHING = Duplicate("", "", "", 0.0)


def _by_language(contents: Iterable[ArticleContent]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = defaultdict(list)
    for content in contents:
        for language in content.text:
            ids[language].append(content.id)
    return ids


def _near(
    vectors: NDArray[np.float32] | None, words: Sequence[frozenset[str]], rows: Sequence[int]
) -> Iterator[tuple[int, int, float]]:
    """Places of one of the `rows` and of another article, and their score."""
    for one in rows:
        cosines = np.ones(len(words), dtype=np.float32) if vectors is None else vectors @ vectors[one]
        for two in map(int, np.flatnonzero(cosines >= _NEAREST)):
            common = len(words[one] & words[two]) / max(len(words[one] | words[two]), 1)
            score = common if vectors is None else (float(cosines[two]) + common) / 2
            if one != two and score >= NEAR:
                yield one, two, min(score, 1.0)


@lru_cache(maxsize=8192)
def _words(text: ArticleText) -> frozenset[str]:
    return frozenset(tokenise(f"{text.question}\n{text.answer}"))


def _vectors(
    session: Session, embedding: Embedding, contents: Sequence[ArticleContent], language: str
) -> NDArray[np.float32] | None:
    """One vector of length one an article: the mean of those of its question and of the parts of its answer."""
    texts = [_texts(content, language) for content in contents]
    hashes = {text_hash(text): text for parts in texts for text in parts}
    vectors = stored_vectors(session, embedding.name, list(hashes))
    missing = [digest for digest in hashes if digest not in vectors]
    try:
        made = list(embedding.embed([hashes[digest] for digest in missing]))
    except EmbeddingUnavailable:
        return None
    vectors |= dict(zip(missing, made, strict=True))
    means = np.stack([np.mean([vectors[text_hash(text)] for text in parts], axis=0) for parts in texts])
    return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _texts(content: ArticleContent, language: str) -> list[str]:
    passages = [p for p in split_article(content) if p.language == language and p.kind is not PassageKind.VARIANT]
    question = content.text[language].question
    return [embedded_text(p.kind, question, p.heading_path, p.text) for p in passages] or [question]
