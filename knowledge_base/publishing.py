"""How do published versions reach the searchers?

Passages and vectors are made in SQL first; every index is rebuilt from there.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from assistant.database import Database
from knowledge_base.embeddings import Embedding
from knowledge_base.models import ArticleVersion, PassageRow, Vector, VersionState, VersionText, content_of
from knowledge_base.passages import embedded_text, split_article
from knowledge_base.vectors import ensure_vectors, stored_vectors, text_hash

Progress = Callable[[int, int], None]


def write_passages(session: Session, version: ArticleVersion) -> None:
    """Store the passages of a version that goes live for the first time."""
    content = content_of(version)
    session.add_all(
        PassageRow(
            version_id=version.id,
            language=passage.language,
            kind=passage.kind,
            position=passage.position,
            heading_path=list(passage.heading_path),
            text=passage.text,
            text_hash=text_hash(
                embedded_text(passage.kind, content.text[passage.language].question, passage.heading_path, passage.text)
            ),
        )
        for passage in split_article(content)
    )


def embed_pending(
    database: Database, embedding: Embedding, *, progress: Progress | None = None, batch_size: int = 256
) -> int:
    """Make the vectors that live passages lack under this model; returns how many.  Raises EmbeddingUnavailable."""
    with database.read() as session:
        texts = _texts_without_vector(session, embedding.name)
    ensure_vectors(database, embedding, texts, progress=progress, batch_size=batch_size)
    return len(texts)


def passage_vectors(session: Session, model: str, passage_ids: list[int]) -> tuple[list[int], NDArray[np.float32]]:
    """The passages of `passage_ids` that have a vector under `model`, and their vectors, shape (n, dimensions)."""
    hashes: dict[int, str] = {}
    for start in range(0, len(passage_ids), 500):
        batch = passage_ids[start : start + 500]
        rows = session.execute(select(PassageRow.id, PassageRow.text_hash).where(PassageRow.id.in_(batch)))
        hashes.update((passage, digest) for passage, digest in rows)
    vectors = stored_vectors(session, model, list(set(hashes.values())))
    ready = [passage for passage in passage_ids if hashes.get(passage) in vectors]
    if not ready:
        return [], np.zeros((0, 0), dtype=np.float32)
    return ready, np.stack([vectors[hashes[passage]] for passage in ready])


def _texts_without_vector(session: Session, model: str) -> dict[str, str]:
    """Embedded texts by hash, of every live passage whose vector under `model` is not stored."""
    has_vector = (
        select(Vector.text_hash).where(Vector.model == model, Vector.text_hash == PassageRow.text_hash).exists()
    )
    rows = session.execute(
        select(PassageRow.text_hash, PassageRow.kind, VersionText.question, PassageRow.heading_path, PassageRow.text)
        .join(ArticleVersion, ArticleVersion.id == PassageRow.version_id)
        .join(
            VersionText,
            and_(VersionText.version_id == PassageRow.version_id, VersionText.language == PassageRow.language),
        )
        .where(ArticleVersion.state == VersionState.PUBLISHED, ~has_vector)
    )
    return {digest: embedded_text(kind, question, path, text) for digest, kind, question, path, text in rows}
