"""What does every passage index owe?  Run on exact search, on Chroma in a folder and on a Chroma server."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge_base.chroma_index import WRITING_BATCH, open_embedded, open_server
from knowledge_base.exact_index import ExactIndex
from knowledge_base.passage_index import PassageIndex
from tests.chroma_server import ChromaServer, start_chroma

Vectors = NDArray[np.float32]

_collections = itertools.count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    running = start_chroma(tmp_path_factory.mktemp("chroma"))
    yield running
    running.stop()


@pytest.fixture(params=["exact", "chroma folder", "chroma server"])
def make_index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[int], PassageIndex]]:
    """Makes an empty index of the width that is asked for."""
    opened: list[PassageIndex] = []

    def make(dimensions: int) -> PassageIndex:
        index: PassageIndex
        if request.param == "exact":
            index = ExactIndex(dimensions)
        elif request.param == "chroma folder":
            index = open_embedded(tmp_path, collection=f"test-{dimensions}", dimensions=dimensions)
        else:
            url = request.getfixturevalue("server").url
            index = open_server(url, collection=f"test-{next(_collections)}", dimensions=dimensions)
        opened.append(index)
        return index

    yield make
    for index in opened:
        index.close()


@pytest.fixture
def index(make_index: Callable[[int], PassageIndex]) -> PassageIndex:
    """An empty index of width three."""
    return make_index(3)


def rows(*values: tuple[float, ...]) -> Vectors:
    return np.array(values, dtype=np.float32)


EAST, NORTH, UP = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
NORTH_EAST = (0.8, 0.6, 0.0)  # Its cosine with EAST is 0.8 and with NORTH 0.6.
QUESTION = rows(EAST)[0]


def test_an_empty_index_finds_nothing(index: PassageIndex) -> None:
    assert index.search(QUESTION, limit=5) == []
    assert index.scores(QUESTION, [1]) == {}
    assert index.ids() == set()
    assert len(index) == 0


def test_the_nearest_come_first_with_their_cosine(index: PassageIndex) -> None:
    index.upsert([10, 20, 30], rows(NORTH, EAST, NORTH_EAST))
    found = index.search(QUESTION, limit=3)
    assert [passage for passage, _ in found] == [20, 30, 10]
    assert [cosine for _, cosine in found] == pytest.approx([1.0, 0.8, 0.0], abs=1e-6)


def test_the_opposite_direction_has_cosine_minus_one(index: PassageIndex) -> None:
    index.upsert([1], rows((-1, 0, 0)))
    assert dict(index.search(QUESTION, limit=1)) == {1: pytest.approx(-1.0)}


@pytest.mark.parametrize(("limit", "count"), [(0, 0), (1, 1), (2, 2), (3, 3), (50, 3)])
def test_no_more_than_the_limit_is_found(index: PassageIndex, limit: int, count: int) -> None:
    index.upsert([1, 2, 3], rows(EAST, NORTH, UP))
    assert len(index.search(QUESTION, limit=limit)) == count


def test_equal_cosines_come_in_the_order_of_ids(index: PassageIndex) -> None:
    index.upsert([9, 4, 7], rows(EAST, EAST, EAST))
    assert [passage for passage, _ in index.search(QUESTION, limit=3)] == [4, 7, 9]


def test_length_plays_no_part(index: PassageIndex) -> None:
    index.upsert([1, 2], rows((5, 0, 0), (0.08, 0.06, 0)))
    assert dict(index.search(rows((100, 0, 0))[0], limit=2)) == {1: pytest.approx(1.0), 2: pytest.approx(0.8)}


def test_ids_and_size_tell_what_is_held(index: PassageIndex) -> None:
    index.upsert([3, 1], rows(EAST, NORTH))
    assert index.ids() == {1, 3}
    assert len(index) == 2


def test_putting_in_again_replaces(index: PassageIndex) -> None:
    index.upsert([1, 2], rows(EAST, UP))
    index.upsert([1], rows(NORTH))
    assert len(index) == 2
    assert index.scores(QUESTION, [1, 2]) == {1: pytest.approx(0.0, abs=1e-6), 2: pytest.approx(0.0, abs=1e-6)}


def test_of_an_id_given_twice_the_last_counts(index: PassageIndex) -> None:
    index.upsert([1, 2, 1], rows(EAST, UP, NORTH))
    assert index.scores(rows(NORTH)[0], [1]) == {1: pytest.approx(1.0)}
    assert len(index) == 2


def test_what_is_removed_is_found_no_more(index: PassageIndex) -> None:
    index.upsert([1, 2, 3], rows(EAST, NORTH_EAST, UP))
    index.remove([1])
    assert [passage for passage, _ in index.search(QUESTION, limit=5)] == [2, 3]
    assert index.scores(QUESTION, [1, 2]) == {2: pytest.approx(0.8)}
    assert index.ids() == {2, 3}
    assert len(index) == 2


def test_removing_what_is_not_there_is_no_error(index: PassageIndex) -> None:
    index.remove([5])
    index.remove([])
    index.upsert([1], rows(EAST))
    index.remove([5, 6])
    assert index.ids() == {1}


def test_what_was_removed_can_come_back(index: PassageIndex) -> None:
    index.upsert([1], rows(EAST))
    index.remove([1])
    index.upsert([1], rows(NORTH))
    assert index.scores(rows(NORTH)[0], [1]) == {1: pytest.approx(1.0)}


def test_putting_in_nothing_changes_nothing(index: PassageIndex) -> None:
    index.upsert([], np.empty((0, 3), dtype=np.float32))
    assert len(index) == 0


def test_a_cleared_index_is_empty_and_can_be_used(index: PassageIndex) -> None:
    index.upsert([1, 2], rows(EAST, NORTH))
    index.clear()
    assert index.ids() == set()
    assert index.search(QUESTION, limit=5) == []
    index.upsert([2], rows(EAST))
    assert dict(index.search(QUESTION, limit=5)) == {2: pytest.approx(1.0)}


def test_scores_leave_out_unknown_ids(index: PassageIndex) -> None:
    index.upsert([1, 2], rows(EAST, NORTH_EAST))
    assert index.scores(QUESTION, [2, 99]) == {2: pytest.approx(0.8)}
    assert index.scores(QUESTION, []) == {}


def test_scores_of_one_id_asked_twice_come_once(index: PassageIndex) -> None:
    index.upsert([1], rows(EAST))
    assert index.scores(QUESTION, [1, 1]) == {1: pytest.approx(1.0)}


@pytest.mark.parametrize(
    "vectors",
    [rows(EAST, NORTH), rows((1, 0)), rows((1, 0, 0, 0)), rows((0, 0, 0)), rows((np.nan, 0, 1)), rows((np.inf, 0, 1))],
    ids=["two for one id", "too narrow", "too wide", "zero", "not a number", "infinite"],
)
def test_a_vector_that_cannot_be_compared_is_refused(index: PassageIndex, vectors: Vectors) -> None:
    index.upsert([7], rows(EAST))
    with pytest.raises(ValueError, match="vector"):
        index.upsert([1], vectors)
    assert index.ids() == {7}


@pytest.mark.parametrize("vector", [rows((1, 0)), rows((0, 0, 0)), rows((np.nan, 0, 1))], ids=str)
def test_a_question_that_cannot_be_compared_is_refused(index: PassageIndex, vector: Vectors) -> None:
    index.upsert([1], rows(EAST))
    with pytest.raises(ValueError, match="vector"):
        index.search(vector[0], limit=1)


def test_many_vectors_are_put_in_scored_listed_and_removed(make_index: Callable[[int], PassageIndex]) -> None:
    index = make_index(24)
    count = 2 * WRITING_BATCH + 100
    vectors = np.random.default_rng(1).standard_normal((count, 24)).astype(np.float32)
    index.upsert(range(count), vectors)
    assert index.ids() == set(range(count))
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    scores = index.scores(vectors[5], range(count))
    assert [scores[i] for i in range(count)] == pytest.approx(units @ units[5], abs=1e-5)
    index.remove(range(0, count, 2))
    assert index.ids() == set(range(1, count, 2))
    assert dict(index.search(vectors[7], limit=1)) == {7: pytest.approx(1.0)}


def test_any_order_of_changes_ends_where_a_plain_dictionary_does(index: PassageIndex) -> None:
    random = np.random.default_rng(3)
    expected: dict[int, Vectors] = {}
    for _ in range(60):
        ids = [int(i) for i in random.integers(0, 40, random.integers(1, 12))]
        if random.random() < 0.6:
            vectors = random.standard_normal((len(ids), 3)).astype(np.float32)
            index.upsert(ids, vectors)
            expected.update(zip(ids, vectors, strict=True))
        else:
            index.remove(ids)
            expected = {i: v for i, v in expected.items() if i not in ids}
    cosines = {i: float(v @ QUESTION / np.linalg.norm(v)) for i, v in expected.items()}
    assert index.ids() == expected.keys()
    assert index.scores(QUESTION, range(40)) == pytest.approx(cosines, abs=1e-5)
    found = index.search(QUESTION, limit=10)
    assert [i for i, _ in found] == sorted(cosines, key=lambda i: -cosines[i])[:10]


def test_searches_see_whole_vectors_while_the_index_changes(index: PassageIndex) -> None:
    # Passage 1 stays; the others come and go, and turn from EAST to NORTH and back.
    index.upsert([1], rows(NORTH_EAST))
    stopped = threading.Event()

    def change() -> None:
        for turn in range(40):
            index.upsert(range(2, 60), np.tile(rows(EAST if turn % 2 else NORTH), (58, 1)))
            index.remove(range(2, 60, 3))
        stopped.set()

    def search() -> int:
        searches = 0
        while not stopped.is_set() or not searches:
            found = dict(index.search(QUESTION, limit=60))
            assert found.pop(1) == pytest.approx(0.8)
            assert all(cosine == pytest.approx(round(cosine), abs=1e-5) for cosine in found.values())
            scores = index.scores(QUESTION, [1])
            assert scores == {1: pytest.approx(0.8)}
            searches += 1
        return searches

    with ThreadPoolExecutor(3) as threads:
        searching = [threads.submit(search) for _ in range(2)]
        threads.submit(change).result()
        assert all(search.result() > 0 for search in searching)
