"""Is it known which setting made stored vectors, and is a model that changed since never taken for the old one?"""

import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.settings import Settings
from knowledge_base.embeddings import open_embedding
from knowledge_base.known_models import FILE, open_known, remember
from tests.knowledge_base.test_model_folder import cut, weights, write_model


def _with(settings: Settings, choice: str) -> Settings:
    return settings.model_copy(update={"embedding": choice})


def test_a_folder_is_opened_again_after_the_setting_changed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write_model(tmp_path / "own")
    monkeypatch.chdir(tmp_path)
    name = open_embedding(_with(settings, "./own")).name
    remember(_with(settings, "./own"), name)
    monkeypatch.chdir("/")
    found = open_known(_with(settings, "hash"), name)
    assert found is not None
    assert found.name == name


def test_a_folder_with_other_weights_is_another_model(settings: Settings, tmp_path: Path):
    path = write_model(tmp_path / "own")
    name = open_embedding(_with(settings, str(path))).name
    remember(_with(settings, str(path)), name)
    (path / "model.safetensors").write_bytes(weights(b"\x01" * 8))
    assert open_known(_with(settings, "hash"), name) is None
    cut(path / "model.safetensors")
    assert open_known(_with(settings, "hash"), name) is None


def test_hashing_needs_no_memory(settings: Settings):
    found = open_known(settings, "hash-256")
    assert found is not None
    assert open_known(settings, "hash-128") is None


def test_every_model_is_kept_and_none_twice(settings: Settings):
    for choice, name in (("a/b", "one"), ("openai:small", "two"), ("a/b", "one")):
        remember(_with(settings, choice), name)
    stored = json.loads((settings.home / FILE).read_text("utf-8"))
    assert {name: entry["embedding"] for name, entry in stored.items()} == {"one": "a/b", "two": "openai:small"}
    assert [path.name for path in settings.home.glob(f"{FILE}*")] == [FILE]


def test_the_key_of_an_endpoint_is_never_kept(settings: Settings):
    changes = {"embedding": "openai:small", "embedding_base_url": "http://127.0.0.1:1/v1"}
    secret = settings.model_copy(update={**changes, "embedding_api_key": SecretStr("s3cret")})
    remember(secret, "openai-small-1")
    assert "s3cret" not in (settings.home / FILE).read_text("utf-8")


@pytest.mark.parametrize("content", ["", "[]", "{", '{"one": 1}', '{"one": {"embedding": 5}}', "\x00"])
def test_a_file_that_is_damaged_is_as_good_as_none(settings: Settings, content: str):
    (settings.home / FILE).write_text(content)
    assert open_known(settings, "one") is None
    remember(_with(settings, "a/b"), "one")
    assert list(json.loads((settings.home / FILE).read_text("utf-8"))) == ["one"]


def test_a_state_folder_that_cannot_be_written_stops_nothing(settings: Settings, caplog: pytest.LogCaptureFixture):
    (settings.home / "file").write_text("")
    remember(settings.model_copy(update={"home": settings.home / "file"}), "one")
    assert "cannot keep" in caplog.text
