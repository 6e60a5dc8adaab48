"""Is this folder a sentence-transformers model whose files are whole, and which model is it?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SAMPLES = 16
_SAMPLE_BYTES = 1 << 20
_UNUSED = frozenset({"onnx", "openvino"})
_JSON_HEADER_LIMIT = 100 << 20


class ModelFolderDamaged(Exception):
    """The folder is missing, or one of its files is not what it should be; the message names the file."""


class ModelFolderMissing(ModelFolderDamaged):
    """There is no such folder: its name is wrong, or it was never put there."""


@dataclass(frozen=True)
class ModelFolder:
    """A checked model.  `dimensions` is 0 when only loading it can tell; `fingerprint` differs between models."""

    path: Path
    dimensions: int
    fingerprint: str


def check_model_folder(path: Path) -> ModelFolder:
    """Read enough of every file to know it; the weights are sampled, not loaded.  Raises ModelFolderDamaged."""
    if not path.is_dir():
        raise ModelFolderMissing(f"no such folder: {path}")
    files = sorted(f for f in path.rglob("*") if f.is_file() and not _UNUSED & set(f.relative_to(path).parts))
    texts = {file.relative_to(path).as_posix(): file for file in files if file.suffix in (".json", ".txt", ".model")}
    weights = [file for file in files if file.suffix == ".safetensors"]
    if not weights:
        # Other formats of weights can run code when they are loaded.
        raise ModelFolderDamaged(f"no .safetensors weights in {path}")
    settings = {name: _read_json(file) for name, file in texts.items() if file.suffix == ".json"}
    _check_parts(path, settings)
    if not {"modules.json", "config.json"} & settings.keys():
        raise ModelFolderDamaged(f"neither modules.json nor config.json in {path}")
    digest = hashlib.sha256()
    for name, file in texts.items():
        digest.update(name.encode() + hashlib.sha256(file.read_bytes()).digest())
    for file in weights:
        _check_weights(file)
        _sample(file, digest)
    return ModelFolder(path, _dimensions(settings), digest.hexdigest()[:12])


def _read_json(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelFolderDamaged(f"not readable as JSON: {file}") from error


def _check_parts(path: Path, settings: Mapping[str, Any]) -> None:
    """Weights in several files come with a list of them."""
    listed = settings.get("model.safetensors.index.json")
    names = set(listed.get("weight_map", {}).values()) if isinstance(listed, dict) else set()
    missing = sorted(name for name in names if not (path / name).is_file())
    if missing:
        raise ModelFolderDamaged(f"no such file: {path / missing[0]}")


def _check_weights(file: Path) -> None:
    """The format begins with the length of a JSON header, which tells where every tensor ends."""
    try:
        with file.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            header = json.loads(stream.read(min(length, _JSON_HEADER_LIMIT)))
        end = max(entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__")
    except (OSError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise ModelFolderDamaged(f"the weights are damaged: {file}") from error
    if file.stat().st_size != 8 + length + end:
        raise ModelFolderDamaged(f"the weights are cut off: {file}")


def _sample(file: Path, digest: hashlib._Hash) -> None:
    """Training on changes every weight, so samples tell two models of one size apart without reading them whole."""
    size = file.stat().st_size
    digest.update(size.to_bytes(8))
    with file.open("rb") as stream:
        for position in range(_SAMPLES):
            stream.seek(max(0, size - _SAMPLE_BYTES) * position // (_SAMPLES - 1))
            digest.update(stream.read(_SAMPLE_BYTES))


def _dimensions(settings: Mapping[str, Any]) -> int:
    """The width of the last module that has one, as its own settings say; 0 when they do not say."""
    width = 0
    try:
        modules = settings.get("modules.json") or [{"type": "Transformer", "path": ""}]
        for module in modules:
            kind = module["type"].rsplit(".", 1)[-1]
            own = settings.get(f"{module['path']}/config.json" if module["path"] else "config.json", {})
            if kind == "Transformer":
                width = int(own.get("hidden_size", 0))
            elif kind == "Pooling":
                width = int(own.get("word_embedding_dimension", own.get("embedding_dimension", 0))) * _modes(own)
            elif kind == "Dense":
                width = int(own["out_features"])
            elif kind != "Normalize":
                return 0
    except (AttributeError, LookupError, TypeError, ValueError):
        return 0
    return width


def _modes(pooling: Mapping[str, Any]) -> int:
    """How many poolings are put side by side; the older form of the settings has one switch for each."""
    mode = pooling.get("pooling_mode")
    if isinstance(mode, list):
        return len(mode)
    if mode is not None:
        return 1
    return sum(value is True for name, value in pooling.items() if name.startswith("pooling_mode_"))
