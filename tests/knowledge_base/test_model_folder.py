"""Is a damaged model found before it is loaded, and does another model have another fingerprint?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.model_folder import ModelFolderDamaged, check_model_folder

MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
]


def weights(values: bytes = b"\x00" * 8) -> bytes:
    """A file of one tensor in the safetensors format: the header's length, the header, the values."""
    header = json.dumps({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, len(values)]}}).encode()
    return len(header).to_bytes(8, "little") + header + values


def write_model(path: Path, *, modules: list[dict[str, Any]] | None = None, **configs: Any) -> Path:
    """A small model folder; `configs` maps a folder's name to the settings in it."""
    path.mkdir()
    (path / "config.json").write_text('{"hidden_size": 24}')
    (path / "modules.json").write_text(json.dumps(MODULES if modules is None else modules))
    (path / "vocab.txt").write_text("a\nb\n")
    (path / "model.safetensors").write_bytes(weights())
    for name, config in {
        "1_Pooling": {"word_embedding_dimension": 24, "pooling_mode_mean_tokens": True},
        **configs,
    }.items():
        (path / name).mkdir()
        (path / name / "config.json").write_text(json.dumps(config))
    return path


def test_a_whole_model_tells_its_width(tmp_path: Path) -> None:
    assert check_model_folder(write_model(tmp_path / "m")).dimensions == 24


@pytest.mark.parametrize(
    ("pooling", "width"),
    [
        ({"word_embedding_dimension": 24, "pooling_mode_mean_tokens": True, "pooling_mode_max_tokens": True}, 48),
        ({"embedding_dimension": 24, "pooling_mode": "mean"}, 24),
        ({"embedding_dimension": 24, "pooling_mode": ["mean", "max", "cls"]}, 72),
        ({}, 0),
        ([], 0),
    ],
    ids=str,
)
def test_the_width_follows_the_pooling(tmp_path: Path, pooling: Any, width: int) -> None:
    assert check_model_folder(write_model(tmp_path / "m", **{"1_Pooling": pooling})).dimensions == width


def test_the_width_follows_a_dense_layer(tmp_path: Path) -> None:
    dense = {"idx": 3, "name": "3", "path": "3_Dense", "type": "sentence_transformers.models.Dense"}
    path = write_model(tmp_path / "m", modules=[*MODULES, dense], **{"3_Dense": {"out_features": 12}})
    assert check_model_folder(path).dimensions == 12


def test_the_width_of_an_unknown_module_is_left_to_the_model(tmp_path: Path) -> None:
    path = write_model(tmp_path / "m", modules=[{"path": "", "type": "my.own.Module"}])
    assert check_model_folder(path).dimensions == 0


def test_a_plain_transformer_is_pooled_by_its_own_width(tmp_path: Path) -> None:
    path = write_model(tmp_path / "m")
    (path / "modules.json").unlink()
    assert check_model_folder(path).dimensions == 24


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def remove_settings(path: Path) -> None:
    (path / "modules.json").unlink()
    (path / "config.json").unlink()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no weights": lambda path: (path / "model.safetensors").unlink(),
    "cut weights": lambda path: cut(path / "model.safetensors"),
    "empty weights": lambda path: (path / "model.safetensors").write_bytes(b""),
    "a pointer for weights": lambda path: (path / "model.safetensors").write_text("version 1\noid sha256:0\n"),
    "weights without tensors": lambda path: (path / "model.safetensors").write_bytes(b"\x02" + b"\x00" * 7 + b"{}"),
    "cut settings": lambda path: cut(path / "modules.json"),
    "binary settings": lambda path: (path / "config.json").write_bytes(b"\xff\xfe\x00"),
    "no settings": remove_settings,
    "a listed part missing": lambda path: (path / "model.safetensors.index.json").write_text(
        '{"weight_map": {"w": "model-00002-of-00002.safetensors"}}'
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_model_is_found_without_loading_it(tmp_path: Path, damage: str) -> None:
    path = write_model(tmp_path / "m")
    DAMAGES[damage](path)
    with pytest.raises(ModelFolderDamaged):
        check_model_folder(path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFolderDamaged, match="nowhere"):
        check_model_folder(tmp_path / "nowhere")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelFolderDamaged):
        check_model_folder(tmp_path / "file")


def test_the_fingerprint_does_not_depend_on_the_place(tmp_path: Path) -> None:
    first, second = write_model(tmp_path / "one"), write_model(tmp_path / "onnx")
    (first / "onnx").mkdir()
    (first / "onnx" / "model.onnx").write_text("not used")
    (first / "README.md").write_text("not used")
    assert check_model_folder(first).fingerprint == check_model_folder(second).fingerprint


CHANGES: dict[str, Callable[[Path], object]] = {
    "other weights of the same size": lambda path: (path / "model.safetensors").write_bytes(
        weights(b"\x00" * 7 + b"\x01")
    ),
    "other words": lambda path: (path / "vocab.txt").write_text("a\nc\n"),
    "another pooling": lambda path: (path / "1_Pooling" / "config.json").write_text('{"pooling_mode": "cls"}'),
    "no normalisation": lambda path: (path / "modules.json").write_text(json.dumps(MODULES[:2])),
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_model_has_another_fingerprint(tmp_path: Path, change: str) -> None:
    path = write_model(tmp_path / "m")
    before = check_model_folder(path).fingerprint
    CHANGES[change](path)
    assert check_model_folder(path).fingerprint != before
