"""Which part of an answer takes how long?  Clocks around the embedding, the vector index and the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, event

from knowledge_base.embeddings import Embedding
from knowledge_base.passage_index import PassageIndex


class Stopwatch:
    """Adds up the time of one part until it is taken."""

    def __init__(self) -> None:
        self._milliseconds = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.add(time.perf_counter() - started)

    def add(self, seconds: float) -> None:
        self._milliseconds += seconds * 1000

    def take(self) -> float:
        """The milliseconds since the last take."""
        taken, self._milliseconds = self._milliseconds, 0.0
        return taken


class TimedEmbedding:
    """An embedding whose every call is timed."""

    def __init__(self, embedding: Embedding, watch: Stopwatch) -> None:
        self._embedding = embedding
        self._watch = watch

    @property
    def name(self) -> str:
        return self._embedding.name

    @property
    def dimensions(self) -> int:
        return self._embedding.dimensions

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._watch.running():
            return self._embedding.embed(texts)


class TimedIndex:
    """A vector index whose searches are timed."""

    def __init__(self, index: PassageIndex, watch: Stopwatch) -> None:
        self._index = index
        self._watch = watch

    @property
    def name(self) -> str:
        return self._index.name

    def upsert(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        self._index.upsert(ids, vectors)

    def remove(self, ids: Iterable[int]) -> None:
        self._index.remove(ids)

    def search(self, vector: NDArray[np.float32], *, limit: int) -> list[tuple[int, float]]:
        with self._watch.running():
            return self._index.search(vector, limit=limit)

    def scores(self, vector: NDArray[np.float32], ids: Iterable[int]) -> dict[int, float]:
        with self._watch.running():
            return self._index.scores(vector, ids)

    def ids(self) -> set[int]:
        return self._index.ids()

    def __len__(self) -> int:
        return len(self._index)

    def clear(self) -> None:
        self._index.clear()

    def close(self) -> None:
        self._index.close()


@contextmanager
def timed_statements(engine: Engine, watch: Stopwatch) -> Iterator[None]:
    """While this runs, `watch` adds up what the statements of this thread take in the database's driver."""
    thread = threading.get_ident()
    started = 0.0

    def before(*_arguments: Any) -> None:
        nonlocal started
        started = time.perf_counter()

    def after(*_arguments: Any) -> None:
        if threading.get_ident() == thread:
            watch.add(time.perf_counter() - started)

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)
