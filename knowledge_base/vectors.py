"""Which texts have their vector in SQL, and how do the others get theirs?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assistant.database import Database
from knowledge_base.embeddings import Embedding
from knowledge_base.models import Vector

Item = TypeVar("Item")

_LISTED = 500
"""Hashes in one query; SQLite takes a limited number of values in a statement."""
_EMBEDDED = 256
"""Texts embedded between two transactions, unless told otherwise: what a failure half way costs at most."""


def text_hash(text: str) -> str:
    """SHA-256 of `text` in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def stored_vectors(session: Session, model: str, hashes: Collection[str]) -> dict[str, NDArray[np.float32]]:
    """The vectors under `model` of those `hashes` that have one."""
    found: dict[str, NDArray[np.float32]] = {}
    for batch in _batches(hashes, _LISTED):
        rows = session.execute(
            select(Vector.text_hash, Vector.values).where(Vector.model == model, Vector.text_hash.in_(batch))
        )
        found.update((digest, np.frombuffer(values, dtype="<f4")) for digest, values in rows)
    return found


def ensure_vectors(
    database: Database,
    embedding: Embedding,
    texts: Mapping[str, str],
    *,
    progress: Callable[[int, int], None] | None = None,
    batch_size: int = _EMBEDDED,
) -> None:
    """Embed those of `texts` (by hash) that have no vector under this model, and store each batch by itself.

    `progress` is told how many of the missing are done, and of how many, before the first and after each batch.
    Raises EmbeddingUnavailable; what was stored before stays.
    """
    missing = _missing(database, embedding.name, texts)
    done = 0
    if progress is not None and missing:
        progress(done, len(missing))
    for batch in _batches(missing, batch_size):
        vectors = embedding.embed([texts[digest] for digest in batch])
        with database.write() as session:
            _insert(session, embedding.name, batch, vectors)
        done += len(batch)
        if progress is not None:
            progress(done, len(missing))


def _missing(database: Database, model: str, hashes: Collection[str]) -> list[str]:
    known: set[str] = set()
    with database.read() as session:
        for batch in _batches(hashes, _LISTED):
            known.update(
                session.scalars(select(Vector.text_hash).where(Vector.model == model, Vector.text_hash.in_(batch)))
            )
    return [digest for digest in hashes if digest not in known]


def _insert(session: Session, model: str, hashes: Sequence[str], vectors: NDArray[np.float32]) -> None:
    """Another process may have embedded the same text meanwhile; the first one counts."""
    rows = [
        {"model": model, "text_hash": digest, "values": row.tobytes()}
        for digest, row in zip(hashes, vectors.astype("<f4"), strict=True)
    ]
    insert: Insert
    if session.get_bind().dialect.name == "sqlite":
        insert = sqlite.insert(Vector).on_conflict_do_nothing()
    else:
        insert = postgresql.insert(Vector).on_conflict_do_nothing()
    session.execute(insert, rows)


def _batches(items: Collection[Item], size: int) -> Iterator[list[Item]]:
    remaining = iter(items)
    return iter(lambda: list(islice(remaining, size)), [])
