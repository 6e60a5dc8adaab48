"""Where synthetic passages lie: near the real ones that they were made from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from assistant.accounts.permissions import operator
from assistant.database import Database
from eval.bench.synthetic_articles import synthetic_articles
from eval.bench.synthetic_vectors import perturb, write_synthetic_vectors
from eval.knowledge_sets import sample_articles
from knowledge_base.article import ArticleContent
from knowledge_base.editing import save_version
from knowledge_base.hash_embedding import HashEmbedding
from knowledge_base.models import PassageRow, Vector
from knowledge_base.publishing import embed_pending
from knowledge_base.release import publish


def publish_all(database: Database, articles: Sequence[ArticleContent]) -> None:
    with database.write() as session:
        for article in articles:
            save_version(session, article, actor=operator())
            publish(session, article.id, actor=operator())


def count_different(database: Database, column: InstrumentedAttribute[str]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count(column.distinct()))) or 0


def test_a_moved_vector_has_length_one_and_stays_near_its_origin() -> None:
    chance = np.random.default_rng(1)
    origins, others = np.eye(384, dtype=np.float32)[:100], np.eye(384, dtype=np.float32)[100:200]
    moved = perturb(origins, others, chance)
    assert np.linalg.norm(moved, axis=1) == pytest.approx(1)
    # Three directions at right angles: 1 / sqrt(1 + 0.35² + 0.45²) = 0.869; chance moves it a little.
    assert np.sum(moved * origins, axis=1).mean() == pytest.approx(0.869, abs=0.01)


def test_every_synthetic_passage_gets_a_vector_and_none_twice(sqlite_database: Database) -> None:
    sample, embedding = sample_articles()[:3], HashEmbedding()
    publish_all(sqlite_database, sample)
    real = embed_pending(sqlite_database, embedding)
    publish_all(sqlite_database, synthetic_articles(sample, 60))
    made = write_synthetic_vectors(sqlite_database, embedding.name)
    assert count_different(sqlite_database, Vector.text_hash) == real + made
    assert count_different(sqlite_database, PassageRow.text_hash) == real + made
    assert write_synthetic_vectors(sqlite_database, embedding.name) == 0


def test_the_sample_s_own_passages_are_left_to_the_embedding(sqlite_database: Database) -> None:
    publish_all(sqlite_database, sample_articles()[:2])
    assert write_synthetic_vectors(sqlite_database, "hash-256") == 0
    assert count_different(sqlite_database, Vector.text_hash) == 0
