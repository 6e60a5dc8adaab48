"""Which passages lie nearest, by looking at every one of them?"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_DEAD = -1
_FIRST_CAPACITY = 256


@dataclass(frozen=True)
class _Snapshot:
    """What a search sees: row `i` of `vectors` belongs to passage `ids[i]`; `_DEAD` marks a row that no longer counts.

    A row that a snapshot can see is never written again.
    """

    vectors: NDArray[np.float32]
    ids: NDArray[np.int64]


class ExactIndex:
    """Cosine search over a matrix in memory; any thread may search while another one changes the index.

    A search takes no lock.  A changed passage gets a new row and its old one is marked dead, so that no search ever
    sees half a vector; dead rows are dropped when the matrix grows, or when they outnumber the living.

    `dimensions` 0 means that of the first vectors: an endpoint that is down at the start has not told its own yet.
    """

    name = "exact"

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        self._lock = threading.Lock()
        self._rows: dict[int, int] = {}
        self._matrix = np.empty((0, dimensions), dtype=np.float32)
        self._snapshot = _Snapshot(self._matrix, np.empty(0, dtype=np.int64))

    def upsert(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Put in or replace the vectors of `ids`; of an id given twice the last one counts.

        Raises ValueError when the shape is not (len(ids), dimensions), or a vector is not finite or has no direction.
        """
        if not len(ids):
            return
        with self._lock:
            self._adopt(vectors)
            units = unit_rows(vectors, count=len(ids), dimensions=self.dimensions)
            last = {int(passage_id): position for position, passage_id in enumerate(ids)}
            kept = self._retired(last)
            matrix, kept = self._with_room(kept, len(last))
            end = len(kept) + len(last)
            matrix[len(kept) : end] = units[list(last.values())]
            self._rows.update(zip(last, range(len(kept), end), strict=True))
            self._matrix = matrix
            self._snapshot = _Snapshot(matrix[:end], np.concatenate([kept, np.fromiter(last, np.int64, len(last))]))

    def remove(self, ids: Iterable[int]) -> None:
        """Take `ids` out; unknown ones are no error."""
        with self._lock:
            kept = self._retired(ids)
            if len(kept) > 2 * len(self._rows) + _FIRST_CAPACITY:  # A few dead rows are not worth a copy.
                self._matrix, kept = self._compacted(kept, room=0)
            self._snapshot = _Snapshot(self._matrix[: len(kept)], kept)

    def clear(self) -> None:
        with self._lock:
            self._rows = {}
            self._matrix = np.empty((0, self.dimensions), dtype=np.float32)
            self._snapshot = _Snapshot(self._matrix, np.empty(0, dtype=np.int64))

    def search(self, vector: NDArray[np.float32], *, limit: int) -> list[tuple[int, float]]:
        """The `limit` nearest passages as (id, cosine), best first, equal ones by id; [] when the index is empty."""
        snapshot = self._snapshot
        if limit < 1 or not len(snapshot.ids):
            return []
        cosines = cosines_of(snapshot.vectors, unit_vector(vector, dimensions=self.dimensions))
        cosines[snapshot.ids == _DEAD] = -np.inf
        if limit < len(cosines):
            # Every row that ties with the last place is kept, so that the order by id decides and not chance.
            lowest = np.partition(cosines, len(cosines) - limit)[len(cosines) - limit]
            near = np.flatnonzero(cosines >= lowest)
        else:
            near = np.arange(len(cosines))
        near = near[snapshot.ids[near] != _DEAD]
        order = near[np.lexsort((snapshot.ids[near], -cosines[near]))][:limit]
        return [(int(snapshot.ids[row]), clipped(cosines[row])) for row in order]

    def scores(self, vector: NDArray[np.float32], ids: Iterable[int]) -> dict[int, float]:
        """The cosine of each of `ids` that the index holds."""
        with self._lock:
            held = self._rows
            rows = {passage_id: held[passage_id] for passage_id in ids if passage_id in held}
            vectors = self._snapshot.vectors
        if not rows:
            return {}
        query = unit_vector(vector, dimensions=self.dimensions)
        cosines = cosines_of(vectors[list(rows.values())], query)
        return dict(zip(rows, np.clip(cosines, -1.0, 1.0).tolist(), strict=True))

    def ids(self) -> set[int]:
        with self._lock:
            return set(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def close(self) -> None:
        """Nothing is held outside memory."""

    def _adopt(self, vectors: NDArray[np.float32]) -> None:
        if not self.dimensions and np.ndim(vectors) == 2:
            self.dimensions = vectors.shape[1]
            self._matrix = np.empty((0, self.dimensions), dtype=np.float32)
            self._snapshot = _Snapshot(self._matrix, np.empty(0, dtype=np.int64))

    def _retired(self, ids: Iterable[int]) -> NDArray[np.int64]:
        """A copy of the id column in which the rows of `ids` are dead."""
        column = self._snapshot.ids.copy()
        for passage_id in ids:
            row = self._rows.pop(passage_id, None)
            if row is not None:
                column[row] = _DEAD
        return column

    def _with_room(self, column: NDArray[np.int64], more: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        if len(column) + more <= len(self._matrix):
            return self._matrix, column
        return self._compacted(column, room=more)

    def _compacted(self, column: NDArray[np.int64], *, room: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """A new matrix of the living rows, with room for `room` more and for growth; old snapshots keep the old one."""
        living = np.flatnonzero(column != _DEAD)
        # Growing by half keeps the copies few and the unused memory under a third.
        capacity = max(_FIRST_CAPACITY, len(living) + room, (len(living) * 3) // 2)
        matrix = np.empty((capacity, self.dimensions), dtype=np.float32)
        matrix[: len(living)] = self._snapshot.vectors[living]
        column = column[living]
        self._rows = {int(passage_id): row for row, passage_id in enumerate(column)}
        return matrix, column


def unit_rows(vectors: NDArray[np.float32], *, count: int, dimensions: int) -> NDArray[np.float32]:
    """`vectors` with every row at length one.  Raises ValueError when the shape is another or a row is no direction."""
    rows = np.asarray(vectors, dtype=np.float32)
    if count == 0:
        return np.empty((0, dimensions), dtype=np.float32)
    if rows.shape != (count, dimensions):
        raise ValueError(f"vectors of shape {(count, dimensions)} are needed, not {rows.shape}")
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 0).all():
        raise ValueError("a vector must be finite and must not be zero")
    units: NDArray[np.float32] = rows / lengths
    return units


def unit_vector(vector: NDArray[np.float32], *, dimensions: int) -> NDArray[np.float32]:
    """`vector` at length one.  Raises ValueError as `unit_rows` does."""
    row: NDArray[np.float32] = unit_rows(np.asarray(vector)[np.newaxis], count=1, dimensions=dimensions)[0]
    return row


def cosines_of(units: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cosine of each row of `units` with the unit vector `query`."""
    # A matrix product would use several threads, which beside a busy neighbour turns milliseconds into hundreds, and
    # on one thread it takes twice as long at 100,000 rows.
    cosines: NDArray[np.float32] = np.vecdot(units, query)
    return cosines


def clipped(cosine: float | np.float32) -> float:
    """A cosine that rounding may have pushed past one, back inside [-1, 1]."""
    return max(-1.0, min(1.0, float(cosine)))
