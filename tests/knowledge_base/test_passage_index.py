"""Which index is chosen, and does a search go on when Chroma is missing, unreachable or damaged?"""

from __future__ import annotations

import random
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import SettingsInvalid
from assistant.settings import IndexChoice, Settings, load_settings
from knowledge_base.passage_index import ChromaIndex, ExactIndex, PassageIndex, open_index
from tests.chroma_server import ChromaServer, start_chroma


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    running = start_chroma(tmp_path_factory.mktemp("chroma"))
    yield running
    running.stop()


@pytest.fixture
def open_with(tmp_path: Path, clean_environment: None) -> Iterator[Callable[..., PassageIndex]]:
    """Opens the index of an installation with some settings, and closes it when the test ends."""
    opened: list[PassageIndex] = []

    def open_one(
        *, count: int = 0, dimensions: int = 4, model: str = "m", database_id: str = "", **settings: object
    ) -> PassageIndex:
        chosen = load_settings(home=tmp_path, **settings)
        index = open_index(chosen, dimensions=dimensions, model=model, passage_count=count, database_id=database_id)
        opened.append(index)
        return index

    yield open_one
    for index in opened:
        index.close()


def vectors(count: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.random.default_rng(5).standard_normal((count, 4)).astype(np.float32)


@pytest.mark.parametrize(
    ("choice", "count", "expected"),
    [
        ("auto", 0, "exact"),
        ("auto", 300, "exact"),
        ("auto", 301, "chroma"),
        ("exact", 301, "exact"),
        ("chroma", 0, "chroma"),
    ],
)
def test_the_choice_follows_the_setting_and_the_size(
    open_with: Callable[..., PassageIndex], choice: str, count: int, expected: str
) -> None:
    assert open_with(count=count, index=choice, exact_search_limit=300).name == expected


@pytest.mark.parametrize(("choice", "expected"), [("auto", "chroma"), ("chroma", "chroma"), ("exact", "exact")])
def test_the_address_of_a_server_asks_for_chroma_at_any_size(
    open_with: Callable[..., PassageIndex], server: ChromaServer, choice: str, expected: str
) -> None:
    assert open_with(count=1, index=choice, chroma_url=server.url).name == expected


def test_an_embedding_of_unknown_width_begins_with_exact_search(open_with: Callable[..., PassageIndex]) -> None:
    assert open_with(dimensions=0, index="chroma").name == "exact"


@pytest.mark.parametrize("other", [{"model": "n"}, {"dimensions": 5}, {"database_id": "restored"}], ids=str)
def test_vectors_of_another_model_width_or_database_are_not_seen(
    open_with: Callable[..., PassageIndex], server: ChromaServer, other: dict[str, object]
) -> None:
    index = open_with(chroma_url=server.url)
    index.upsert([1], vectors(1))
    assert open_with(chroma_url=server.url).ids() == {1}
    assert open_with(chroma_url=server.url, **other).ids() == set()


def test_without_chroma_exact_search_is_used(
    open_with: Callable[..., PassageIndex], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "chromadb", None)
    assert isinstance(open_with(index="chroma"), ExactIndex)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_without_its_server_exact_search_is_used(
    open_with: Callable[..., PassageIndex], caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        index = open_with(chroma_url=f"http://127.0.0.1:{bound.getsockname()[1]}")
    assert isinstance(index, ExactIndex)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_wrong_address_is_not_passed_over(open_with: Callable[..., PassageIndex]) -> None:
    with pytest.raises(SettingsInvalid):
        open_with(chroma_url="chroma.example:8000")


def truncate_sqlite(folder: Path) -> None:
    file = folder / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flip_bytes(folder: Path, *, pattern: str) -> None:
    choose = random.Random(1)  # noqa: S311  # Which bytes are flipped is no secret.
    for file in folder.rglob(pattern):
        content = bytearray(file.read_bytes())
        for _ in range(min(500, len(content))):
            content[choose.randrange(len(content))] ^= 0xFF
        file.write_bytes(content)


def delete_graph(folder: Path) -> None:
    for inner in folder.iterdir():
        if inner.is_dir():
            shutil.rmtree(inner)


# Chroma itself ends the process on some of these, and silently finds less on others.
DAMAGES: dict[str, Callable[[Path], None]] = {
    "truncated database": truncate_sqlite,
    "flipped bytes in the database": lambda folder: flip_bytes(folder, pattern="chroma.sqlite3"),
    "flipped bytes in the graph": lambda folder: flip_bytes(folder, pattern="*.bin"),
    "flipped bytes in the graph's list": lambda folder: flip_bytes(folder, pattern="*.pickle"),
    "deleted graph": delete_graph,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_folder_gives_exact_search_and_the_next_start_a_new_chroma(
    open_with: Callable[..., PassageIndex], tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    made = vectors(1500)
    index = open_with(index="chroma")
    index.upsert(range(1500), made)
    index.search(made[0], limit=1)
    index.close()
    DAMAGES[damage](tmp_path / "chroma")
    index = open_with(index="chroma")
    assert isinstance(index, ExactIndex)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    index.upsert(range(1500), made)
    assert index.search(made[7], limit=1)[0][0] == 7
    index = open_with(index="chroma")
    assert isinstance(index, ChromaIndex)
    assert index.ids() == set()


def test_a_deleted_folder_gives_an_empty_chroma(open_with: Callable[..., PassageIndex], tmp_path: Path) -> None:
    index = open_with(index="chroma")
    index.upsert([1], vectors(1))
    index.close()
    shutil.rmtree(tmp_path / "chroma")
    index = open_with(index="chroma")
    assert isinstance(index, ChromaIndex)
    assert index.ids() == set()


def test_a_folder_in_order_keeps_its_vectors(open_with: Callable[..., PassageIndex]) -> None:
    index = open_with(index="chroma")
    index.upsert(range(30), vectors(30))
    index.close()
    assert open_with(index="chroma").ids() == set(range(30))


def test_an_index_that_is_let_go_can_be_opened_again_at_once(settings: Settings) -> None:
    wanted = settings.model_copy(update={"index": IndexChoice.CHROMA})
    open_index(wanted, dimensions=4, model="m", passage_count=0).upsert([1], vectors(1))
    index = open_index(wanted, dimensions=4, model="m", passage_count=0)
    assert index.name == "chroma"
    assert index.ids() == {1}
    index.close()
