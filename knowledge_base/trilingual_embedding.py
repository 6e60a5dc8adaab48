"""How does a text of any served language become a vector?  Chinese by word vectors, the rest by a small English model.

Both end in one space, so a Chinese question finds an English text and the other way round.  The folder is made by
`civicdesk eval embedder`; its model card says from what.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EmbeddingUnavailable
from assistant.languages import has_han
from knowledge_base.model_folder import ModelFolderDamaged

logger = logging.getLogger(__name__)

MANIFEST = "manifest.json"
_WAIT_SECONDS = 10.0
_BATCH = 16

# Cores that compute three texts at once finish none of them sooner, and each waits for the slowest.
_turns = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class TrilingualFolder:
    """A checked model: every file is there and is the one that was made."""

    path: Path
    dimensions: int
    fingerprint: str


def is_trilingual(path: Path) -> bool:
    """True when the folder says that it holds such a model."""
    return (path / MANIFEST).is_file()


def check_trilingual_folder(path: Path) -> TrilingualFolder:
    """Read every file once and compare it with the manifest.  Raises ModelFolderDamaged, naming the file."""
    manifest = path / MANIFEST
    content = _read(manifest)
    try:
        data = json.loads(content)
        files, width = dict(data["files"]), int(data["width"])
    except (ValueError, TypeError, LookupError) as error:
        raise ModelFolderDamaged(f"not readable as a model's manifest: {manifest}") from error
    for name, digest in files.items():
        if hashlib.sha256(_read(path / name)).hexdigest() != digest:
            raise ModelFolderDamaged(f"the file is not the one that the manifest names: {path / name}")
    return TrilingualFolder(path, width, hashlib.sha256(content).hexdigest()[:12])


class _Encoder(Protocol):
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class TrilingualEmbedding:
    """A model of a checked folder; each half is loaded when the first text of its kind comes."""

    def __init__(self, folder: TrilingualFolder, *, threads: int = 1) -> None:
        self.name = f"trilingual-{folder.fingerprint}"
        self.dimensions = folder.dimensions
        self._folder = folder
        self._threads = threads
        self._loading = threading.Lock()
        self._encoders: dict[bool, _Encoder] = {}
        self._failure: Exception | None = None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for chinese in (True, False):
            places = [place for place, text in enumerate(texts) if has_han(text) is chinese]
            for start in range(0, len(places), _BATCH):
                batch = places[start : start + _BATCH]
                vectors[batch] = self._computed(chinese, [texts[place] for place in batch])
        return vectors

    def _computed(self, chinese: bool, texts: list[str]) -> NDArray[np.float32]:
        encoder = self._encoder(chinese)
        # The turn is given back after each batch, so that a question never waits for a whole import.
        if not _turns.acquire(timeout=_WAIT_SECONDS):
            raise EmbeddingUnavailable("too many texts are waiting for the embedding model")
        try:
            return encoder.encode(texts)
        except Exception as error:  # Whatever a model's code raises, there is no vector.
            raise EmbeddingUnavailable(f"the embedding model failed: {type(error).__name__}") from error
        finally:
            _turns.release()

    def _encoder(self, chinese: bool) -> _Encoder:
        if (known := self._encoders.get(chinese)) is not None:
            return known
        with self._loading:
            if self._failure is not None:
                # Trying again would cost every question the time of a load.
                raise EmbeddingUnavailable("the embedding model could not be loaded") from self._failure
            if chinese not in self._encoders:
                try:
                    self._encoders[chinese] = _load(self._folder.path, chinese=chinese, threads=self._threads)
                except Exception as error:  # Whatever a model's code raises, there is no model.
                    self._failure = error
                    logger.exception("the embedding model could not be loaded")
                    raise EmbeddingUnavailable("the embedding model could not be loaded") from error
            return self._encoders[chinese]


def _load(folder: Path, *, chinese: bool, threads: int) -> _Encoder:
    # onnxruntime and the tokenisers take a third of a second and 60 MB, which a service without vectors need not spend.
    if chinese:
        from knowledge_base.static_encoder import StaticEncoder

        return StaticEncoder(folder)
    from knowledge_base.english_encoder import EnglishEncoder

    return EnglishEncoder(folder, threads=threads)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ModelFolderDamaged(f"no such file: {file}") from error
