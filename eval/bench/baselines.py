"""What do a few lines of plain code take to find passages?  The same passages and vectors, without any of our rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from assistant.database import Database
from knowledge_base.embeddings import Embedding
from knowledge_base.models import ArticleVersion, PassageRow, VersionState
from knowledge_base.publishing import passage_vectors

Finder = Callable[[str], list[int]]
"""From a question to the ids of the nearest passages, best first."""

FOUND = 10
BATCH = 5_000


@dataclass(frozen=True)
class EmbeddedPassages:
    """Every passage of an installation: row `i` of `vectors` belongs to `ids[i]` and `texts[i]`."""

    ids: list[int]
    texts: list[str]
    vectors: NDArray[np.float32]


def read_passages(database: Database, model: str) -> EmbeddedPassages:
    """The live passages that have a vector under `model`."""
    live = select(PassageRow.id, PassageRow.text).join(ArticleVersion, ArticleVersion.id == PassageRow.version_id)
    with database.read() as session:
        rows = session.execute(live.where(ArticleVersion.state == VersionState.PUBLISHED))
        texts = dict(rows.tuples().all())
        ids, vectors = passage_vectors(session, model, list(texts))
    return EmbeddedPassages(ids, [texts[passage] for passage in ids], vectors)


def numpy_finder(passages: EmbeddedPassages, embedding: Embedding) -> Finder:
    """Exact search: one product of matrix and vector."""

    def find(question: str) -> list[int]:
        cosines = passages.vectors @ embedding.embed([question])[0]
        near = np.argpartition(-cosines, FOUND)[:FOUND]
        return [passages.ids[row] for row in near[np.argsort(-cosines[near])]]

    return find


def chroma_is_installed() -> bool:
    return find_spec("langchain_chroma") is not None


def chroma_finder(passages: EmbeddedPassages, embedding: Embedding, folder: Path) -> Finder:
    """LangChain's retriever over Chroma, kept in `folder`, everything as it comes."""
    # Imported here because both take seconds to import, and only the bench needs LangChain.
    import chromadb
    from chromadb.config import Settings as ChromaSettings
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

    class SameEmbedding(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return _lists(embedding.embed(texts))

        def embed_query(self, text: str) -> list[float]:
            return _lists(embedding.embed([text]))[0]

    client = chromadb.PersistentClient(str(folder), settings=ChromaSettings(anonymized_telemetry=False))
    collection = client.get_or_create_collection("passages", embedding_function=None)
    for start in range(0, len(passages.texts), BATCH):
        batch = slice(start, start + BATCH)
        ids = [str(passage) for passage in passages.ids[batch]]
        collection.upsert(ids=ids, embeddings=passages.vectors[batch], documents=passages.texts[batch])
    store = Chroma(client=client, collection_name="passages", embedding_function=SameEmbedding())
    return lambda question: [int(found.id) for found in store.similarity_search(question, k=FOUND) if found.id]


def _lists(vectors: NDArray[np.float32]) -> list[list[float]]:
    lists: Sequence[list[float]] = vectors.tolist()
    return list(lists)
