"""Is each text embedded once and stored as it was, on both databases?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import func, select

from assistant.database import Database
from assistant.errors import EmbeddingUnavailable
from knowledge_base.hash_embedding import HashEmbedding
from knowledge_base.models import Vector
from knowledge_base.vectors import ensure_vectors, stored_vectors, text_hash


class CountingEmbedding(HashEmbedding):
    """Remembers how many texts each call had; fails from the call `fails_at` on."""

    def __init__(self, *, fails_at: int = 1000) -> None:
        super().__init__(8)
        self.calls: list[int] = []
        self.fails_at = fails_at

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if len(self.calls) >= self.fails_at:
            raise EmbeddingUnavailable("down")
        self.calls.append(len(texts))
        return super().embed(texts)


def texts(count: int) -> dict[str, str]:
    """`count` texts by hash."""
    return {text_hash(f"text {i}"): f"text {i}" for i in range(count)}


def test_the_hash_is_sha_256_in_hexadecimal() -> None:
    assert text_hash("護照") == hashlib.sha256("護照".encode()).hexdigest()
    assert len(text_hash("\ud800")) == 64


def test_a_vector_comes_back_as_it_was(database: Database) -> None:
    embedding = CountingEmbedding()
    ensure_vectors(database, embedding, texts(3))
    with database.read() as session:
        found = stored_vectors(session, embedding.name, texts(3))
    for digest, text in texts(3).items():
        assert found[digest].dtype == np.float32
        assert (found[digest] == embedding.embed([text])[0]).all()


def test_little_endian_floats_are_stored(database: Database) -> None:
    ensure_vectors(database, HashEmbedding(4), {text_hash(""): ""})
    with database.read() as session:
        # A text without words lies along the first axis: 1.0 is 00 00 80 3F.
        assert session.scalar(select(Vector.values)) == b"\x00\x00\x80\x3f" + b"\x00" * 12


def test_what_is_stored_is_not_embedded_again(database: Database) -> None:
    embedding = CountingEmbedding()
    ensure_vectors(database, embedding, texts(3))
    ensure_vectors(database, embedding, texts(5))
    ensure_vectors(database, embedding, texts(5))
    assert embedding.calls == [3, 2]


def test_nothing_to_embed_asks_nobody(database: Database) -> None:
    embedding = CountingEmbedding(fails_at=0)
    ensure_vectors(database, embedding, {})
    assert embedding.calls == []


def test_another_model_has_its_own_vectors(database: Database) -> None:
    ensure_vectors(database, HashEmbedding(4), texts(2))
    ensure_vectors(database, HashEmbedding(8), texts(2))
    with database.read() as session:
        assert len(stored_vectors(session, "hash-4", texts(2))[text_hash("text 0")]) == 4
        assert len(stored_vectors(session, "hash-8", texts(2))[text_hash("text 0")]) == 8
        assert stored_vectors(session, "hash-16", texts(2)) == {}


def test_texts_without_a_vector_are_left_out(database: Database) -> None:
    ensure_vectors(database, HashEmbedding(4), texts(2))
    with database.read() as session:
        assert stored_vectors(session, "hash-4", [text_hash("text 1"), text_hash("other")]).keys() == {
            text_hash("text 1")
        }
        assert stored_vectors(session, "hash-4", []) == {}


def test_more_texts_than_a_statement_takes_are_stored_and_read(database: Database) -> None:
    embedding = CountingEmbedding()
    told: list[tuple[int, int]] = []
    ensure_vectors(database, embedding, texts(1300), progress=lambda done, total: told.append((done, total)))
    with database.read() as session:
        assert stored_vectors(session, embedding.name, texts(1300)).keys() == texts(1300).keys()
    assert told == [(0, 1300), (256, 1300), (512, 1300), (768, 1300), (1024, 1300), (1280, 1300), (1300, 1300)]


def test_what_was_embedded_before_a_failure_stays(database: Database) -> None:
    with pytest.raises(EmbeddingUnavailable):
        ensure_vectors(database, CountingEmbedding(fails_at=2), texts(600))
    embedding = CountingEmbedding()
    ensure_vectors(database, embedding, texts(600))
    assert sum(embedding.calls) == 600 - 2 * 256


def test_a_text_that_another_process_embedded_meanwhile_is_no_error(database: Database) -> None:
    class SlowEmbedding(CountingEmbedding):
        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            ensure_vectors(database, HashEmbedding(8), {text_hash(text): text for text in texts[:2]})
            return super().embed(texts)

    ensure_vectors(database, SlowEmbedding(), texts(3))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Vector)) == 3


def test_nothing_is_locked_while_texts_are_embedded(database: Database) -> None:
    class WritingEmbedding(CountingEmbedding):
        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            with database.write() as session:
                session.add(Vector(model="other", text_hash=text_hash(texts[0]), values=b""))
            return super().embed(texts)

    ensure_vectors(database, WritingEmbedding(), texts(300))
    with database.read() as session:
        assert session.scalar(select(func.count()).where(Vector.model == "other")) == 2
