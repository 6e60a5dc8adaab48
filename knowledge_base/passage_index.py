"""Which passages lie nearest to a question?  One Protocol; exact search and Chroma fulfil it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailable
from assistant.settings import IndexChoice, Settings
from knowledge_base.chroma_index import ChromaIndex, collection_name, open_embedded, open_server
from knowledge_base.exact_index import ExactIndex

__all__ = ["ChromaIndex", "ExactIndex", "Neighbours", "PassageIndex", "open_index"]

logger = logging.getLogger(__name__)


class Neighbours(Protocol):
    """Vectors of passages by passage id, compared by cosine: the part of an index that a search needs.

    Both methods may raise IndexUnavailable, and ValueError when a vector has another width, is not finite or is zero.
    """

    def search(self, vector: NDArray[np.float32], *, limit: int) -> list[tuple[int, float]]:
        """The `limit` nearest passages as (id, cosine), best first, equal ones by id; [] when the index is empty."""
        ...

    def scores(self, vector: NDArray[np.float32], ids: Iterable[int]) -> dict[int, float]:
        """The cosine of each of `ids` that the index holds."""
        ...


class PassageIndex(Neighbours, Protocol):
    """The vectors of the live passages.  A cache: SQL holds the same vectors.

    Any thread may search while another one changes the index.  Every method may raise what those of Neighbours may.
    """

    @property
    def name(self) -> str: ...

    def upsert(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Put in or replace the vectors of `ids`, shape (len(ids), dimensions); the last of equal ids counts."""
        ...

    def remove(self, ids: Iterable[int]) -> None:
        """Take `ids` out; unknown ones are no error."""
        ...

    def ids(self) -> set[int]: ...

    def __len__(self) -> int: ...

    def clear(self) -> None: ...

    def close(self) -> None:
        """Let go of what is held outside memory; nothing may follow.  Also happens when the process ends in order."""
        ...


def open_index(
    settings: Settings, *, dimensions: int, model: str, passage_count: int, database_id: str = ""
) -> PassageIndex:
    """The index that the settings ask for, perhaps still empty; exact search whenever Chroma cannot be used.

    Vectors of another `model`, width or `database_id` are never seen: Chroma keeps each in its own collection.
    `dimensions` 0 means that no vector has been seen yet, which only exact search can begin with.
    Raises SettingsInvalid when CIVICDESK_CHROMA_URL is no address.
    """
    if not dimensions or not _wants_chroma(settings, passage_count):
        return ExactIndex(dimensions)
    collection = collection_name(model, dimensions, database_id)
    try:
        if settings.chroma_url:
            return open_server(settings.chroma_url, collection=collection, dimensions=dimensions)
        return open_embedded(settings.home, collection=collection, dimensions=dimensions)
    except IndexUnavailable as error:
        logger.warning("exact search is used instead of Chroma: %s", error)
        return ExactIndex(dimensions)


def _wants_chroma(settings: Settings, passage_count: int) -> bool:
    if settings.index is IndexChoice.AUTO:
        return bool(settings.chroma_url) or passage_count > settings.exact_search_limit
    return settings.index is IndexChoice.CHROMA
