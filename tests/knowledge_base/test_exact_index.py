"""Does exact search stay exact and small while it changes?  What every index owes is in tests/contracts."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge_base.exact_index import ExactIndex, unit_rows


def test_dead_rows_are_dropped_when_the_matrix_grows() -> None:
    index = ExactIndex(2)
    for _ in range(50):
        index.upsert(range(100), np.ones((100, 2), dtype=np.float32))
    # 5,000 rows were written, 100 live: room for them, the next hundred and growth is enough.
    assert len(index) == 100
    assert len(index._matrix) <= 512


def test_dead_rows_are_dropped_when_they_outnumber_the_living() -> None:
    index = ExactIndex(2)
    index.upsert(range(10_000), np.ones((10_000, 2), dtype=np.float32))
    index.remove(range(9_990))
    assert len(index._snapshot.ids) == 10
    assert [passage for passage, _ in index.search(np.ones(2, dtype=np.float32), limit=3)] == [9990, 9991, 9992]


def test_ties_at_the_limit_are_broken_by_id_and_not_by_chance() -> None:
    index = ExactIndex(2)
    index.upsert(range(999, -1, -1), np.ones((1000, 2), dtype=np.float32))
    assert [passage for passage, _ in index.search(np.ones(2, dtype=np.float32), limit=4)] == [0, 1, 2, 3]


def test_an_index_of_unknown_width_takes_that_of_its_first_vectors() -> None:
    index = ExactIndex(0)
    assert index.search(np.ones(5, dtype=np.float32), limit=3) == []
    index.upsert([1], np.ones((1, 5), dtype=np.float32))
    assert index.search(np.ones(5, dtype=np.float32), limit=3) == [(1, pytest.approx(1.0))]  # type: ignore[comparison-overlap]  # An approximate number compares with a number.
    with pytest.raises(ValueError, match="shape"):
        index.upsert([2], np.ones((1, 4), dtype=np.float32))


def test_an_index_that_was_cleared_keeps_its_width() -> None:
    index = ExactIndex(2)
    index.upsert([1], np.ones((1, 2), dtype=np.float32))
    index.clear()
    with pytest.raises(ValueError, match="shape"):
        index.upsert([1], np.ones((1, 3), dtype=np.float32))


def test_a_row_of_three_and_four_has_length_five() -> None:
    assert unit_rows(np.array([[3, 4]], dtype=np.float32), count=1, dimensions=2).tolist() == [
        [pytest.approx(0.6), pytest.approx(0.8)]
    ]
