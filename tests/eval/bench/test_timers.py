"""Clocks around the parts of an answer."""

from __future__ import annotations

import time

import numpy as np
import pytest
from sqlalchemy import text

from assistant.database import Database
from eval.bench.timers import Stopwatch, TimedEmbedding, TimedIndex, timed_statements
from knowledge_base.exact_index import ExactIndex
from knowledge_base.hash_embedding import HashEmbedding


def test_a_stopwatch_adds_up_and_starts_again_when_it_is_read() -> None:
    watch = Stopwatch()
    watch.add(0.002)
    watch.add(0.001)
    assert watch.take() == pytest.approx(3)  # 2 ms + 1 ms
    assert watch.take() == 0


def test_a_stopwatch_counts_the_time_of_a_failure_too() -> None:
    watch = Stopwatch()
    with pytest.raises(KeyError), watch.running():
        raise KeyError
    assert watch.take() > 0


def test_a_timed_embedding_gives_what_the_embedding_gives() -> None:
    watch, plain = Stopwatch(), HashEmbedding()
    timed = TimedEmbedding(plain, watch)
    assert (timed.embed(["parking fine"]) == plain.embed(["parking fine"])).all()
    assert (timed.name, timed.dimensions) == (plain.name, plain.dimensions)
    assert watch.take() > 0


def test_a_timed_index_gives_what_the_index_gives_and_counts_searches_only() -> None:
    watch, plain = Stopwatch(), ExactIndex(2)
    timed = TimedIndex(plain, watch)
    timed.upsert([4, 9], np.eye(2, dtype=np.float32))
    assert watch.take() == 0
    query = np.array([1, 0], dtype=np.float32)
    assert timed.search(query, limit=1) == [(4, 1.0)]
    assert timed.scores(query, [9]) == {9: 0.0}
    assert watch.take() > 0
    timed.remove([9])
    assert (timed.ids(), len(timed), timed.name) == ({4}, 1, "exact")


def test_statements_are_counted_while_the_clock_runs_and_not_after(sqlite_database: Database) -> None:
    watch = Stopwatch()
    with timed_statements(sqlite_database.engine, watch), sqlite_database.read() as session:
        session.execute(text("SELECT 1"))
    assert watch.take() > 0
    with sqlite_database.read() as session:
        session.execute(text("SELECT 1"))
    time.sleep(0)
    assert watch.take() == 0
