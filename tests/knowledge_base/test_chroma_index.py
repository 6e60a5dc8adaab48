"""Does Chroma find nearly all that exact search finds, and is every failure of it one that a caller can handle?"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.errors import IndexUnavailable, SettingsInvalid
from knowledge_base.chroma_index import ChromaIndex, collection_name, open_embedded, open_server
from knowledge_base.exact_index import ExactIndex
from tests.chroma_server import ChromaServer, start_chroma
from tests.clustered_vectors import clustered_vectors

Vectors = NDArray[np.float32]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaServer]:
    """A server of the test's own, which it may kill."""
    running = start_chroma(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port at which somebody listens and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(20)
        port: int = listener.getsockname()[1]
        yield port


def embedded(home: Path, *, collection: str = "test") -> ChromaIndex:
    return open_embedded(home, collection=collection, dimensions=2)


def pair(first: float, second: float) -> Vectors:
    return np.array([[first, second]], dtype=np.float32)


# Finding what exact search finds


def agreement(index: ChromaIndex, exact: ExactIndex, questions: Vectors) -> float:
    """The share of the five passages found that are as near as the fifth of exact search."""
    good = 0
    for question in questions:
        fifth = exact.search(question, limit=5)[-1][1]
        good += sum(cosine >= fifth - 1e-5 for _, cosine in index.search(question, limit=5))
    return good / (5 * len(questions))


@pytest.mark.slow
def test_the_top_five_agree_with_exact_search_also_in_a_small_department(tmp_path: Path) -> None:
    made = clustered_vectors(6000)
    index = open_embedded(tmp_path, collection="test", dimensions=384)
    exact = ExactIndex(384)
    for each in (index, exact):
        each.upsert(range(len(made.vectors)), made.vectors)
    assert agreement(index, exact, made.large_questions) >= 0.98
    assert agreement(index, exact, made.small_questions) >= 0.98
    index.close()


# In the state folder


def test_what_was_put_in_is_there_after_an_orderly_close(tmp_path: Path) -> None:
    index = embedded(tmp_path)
    index.upsert([1, 2], np.vstack([pair(1, 0), pair(0, 1)]))
    index.close()
    index = embedded(tmp_path)
    assert index.ids() == {1, 2}
    assert [passage for passage, _ in index.search(pair(0.1, 1)[0], limit=1)] == [2]
    index.close()


def test_two_indexes_of_one_process_share_the_folder(tmp_path: Path) -> None:
    first, second = embedded(tmp_path), embedded(tmp_path)
    first.upsert([1], pair(1, 0))
    first.close()
    assert second.ids() == {1}
    second.close()


def test_a_closed_index_cannot_be_used(tmp_path: Path) -> None:
    index = embedded(tmp_path)
    index.close()
    with pytest.raises(IndexUnavailable, match="closed"):
        len(index)


def test_the_vectors_of_a_model_no_longer_used_are_removed(tmp_path: Path) -> None:
    old = embedded(tmp_path, collection="old")
    old.upsert([1], pair(1, 0))
    old.close()
    embedded(tmp_path, collection="new").close()
    old = embedded(tmp_path, collection="old")
    assert old.ids() == set()
    old.close()


def test_another_process_cannot_open_the_folder(tmp_path: Path) -> None:
    index = embedded(tmp_path)
    program = (
        "import pathlib, sys\n"
        "from assistant.errors import IndexUnavailable\n"
        "from knowledge_base.chroma_index import open_embedded\n"
        "try:\n    open_embedded(pathlib.Path(sys.argv[1]), collection='test', dimensions=2)\n"
        "except IndexUnavailable as error:\n    print(error)\n"
    )
    other = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, capture_output=True, text=True)
    assert "another process owns the folder" in other.stdout
    index.upsert([1], pair(1, 0))
    assert index.ids() == {1}
    index.close()


def test_a_process_that_ends_without_closing_leaves_the_folder_in_order(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys, numpy\n"
        "from knowledge_base.chroma_index import open_embedded\n"
        "index = open_embedded(pathlib.Path(sys.argv[1]), collection='test', dimensions=2)\n"
        "index.upsert([7], numpy.ones((1, 2), dtype=numpy.float32))\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True)
    index = embedded(tmp_path)
    assert index.ids() == {7}
    index.close()


@pytest.mark.slow
def test_a_writer_killed_half_way_leaves_a_folder_that_can_be_filled_anew(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys, numpy\n"
        "from knowledge_base.chroma_index import open_embedded\n"
        "index = open_embedded(pathlib.Path(sys.argv[1]), collection='test', dimensions=2)\n"
        "random = numpy.random.default_rng(1)\n"
        "for turn in range(10_000):\n"
        "    index.upsert(range(100 * turn, 100 * turn + 100), random.random((100, 2), dtype=numpy.float32))\n"
        "    print(turn, flush=True)\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    with writer:
        for _ in range(12):
            writer.stdout.readline()
        writer.kill()
    index = embedded(tmp_path)
    assert index.ids() == set()
    index.upsert([1], pair(1, 0))
    assert index.ids() == {1}
    index.close()


def test_files_deleted_under_a_running_index_are_reported_and_not_trusted_later(tmp_path: Path) -> None:
    index = embedded(tmp_path)
    index.upsert([1], pair(1, 0))
    for file in sorted((tmp_path / "chroma").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    with pytest.raises(IndexUnavailable):
        index.upsert([2], pair(0, 1))
    index.close()
    index = embedded(tmp_path)
    assert index.ids() == set()
    index.close()


# On a server


def test_two_clients_of_one_server_see_each_others_changes(server: ChromaServer) -> None:
    first = open_server(server.url, collection="test", dimensions=2)
    second = open_server(server.url + "/", collection="test", dimensions=2)
    first.upsert([1, 2], np.vstack([pair(1, 0), pair(0, 1)]))
    assert [passage for passage, _ in second.search(pair(1, 0)[0], limit=2)] == [1, 2]
    second.remove([1])
    assert [passage for passage, _ in first.search(pair(1, 0)[0], limit=2)] == [2]
    first.clear()
    assert second.ids() == set()
    second.upsert([5], pair(1, 0))
    assert first.ids() == {5}
    first.close()
    second.close()


def test_collections_of_other_models_on_a_server_are_left_alone(server: ChromaServer) -> None:
    first = open_server(server.url, collection="one-model", dimensions=2)
    first.upsert([1], pair(1, 0))
    second = open_server(server.url, collection="another-model", dimensions=3)
    assert second.ids() == set()
    assert first.ids() == {1}
    first.close()
    second.close()


@pytest.mark.slow
def test_more_than_a_thousand_vectors_survive_the_end_of_a_server(server: ChromaServer) -> None:
    vectors = np.random.default_rng(2).standard_normal((2300, 2)).astype(np.float32)
    index = open_server(server.url, collection="test", dimensions=2)
    index.upsert(range(2300), vectors)
    server.kill()
    with pytest.raises(IndexUnavailable):
        index.search(vectors[0], limit=1)
    server.restart()
    assert len(index) == 2300
    assert index.search(vectors[0], limit=1)[0][1] == pytest.approx(1.0, abs=1e-5)
    index.close()


def test_a_server_that_is_not_there_is_reported_at_once() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        with pytest.raises(IndexUnavailable):
            open_server(f"http://127.0.0.1:{bound.getsockname()[1]}", collection="test", dimensions=2)


@pytest.mark.slow
def test_a_server_that_never_answers_is_given_up(silent_port: int) -> None:
    begun = time.monotonic()
    with pytest.raises(IndexUnavailable):
        open_server(f"http://127.0.0.1:{silent_port}", collection="test", dimensions=2)
    assert time.monotonic() - begun < 8


@pytest.mark.slow
def test_a_server_that_falls_silent_is_given_up(server: ChromaServer) -> None:
    index = open_server(server.url, collection="test", dimensions=2)
    server.process.send_signal(19)  # SIGSTOP: connections are taken and nothing answers.
    begun = time.monotonic()
    with pytest.raises(IndexUnavailable):
        index.search(pair(1, 0)[0], limit=1)
    assert time.monotonic() - begun < 8
    server.process.send_signal(18)
    index.close()


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8001", "localhost", "ftp://localhost:1", "http://", "http:///api", "http://a:b"]
)
def test_a_url_that_is_no_address_names_its_setting(url: str) -> None:
    with pytest.raises(SettingsInvalid) as error:
        open_server(url, collection="test", dimensions=2)
    assert error.value.field == "CIVICDESK_CHROMA_URL"


# Names


def test_another_model_or_width_has_another_collection() -> None:
    names = {collection_name("a", 384, ""), collection_name("b", 384, ""), collection_name("a", 768, "")}
    assert len(names) == 3
    assert collection_name("a", 384, "") == collection_name("a", 384, "")
    assert all(3 <= len(name) <= 512 and name.isascii() for name in {*names, collection_name("模型/名", 3)})
