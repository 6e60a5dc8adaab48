"""How does a text become a vector on this machine?  By a sentence-transformers model in a folder."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EmbeddingUnavailable
from knowledge_base.exact_index import unit_rows
from knowledge_base.model_folder import ModelFolder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

logger = logging.getLogger(__name__)

MAX_TOKENS = 256
_BATCH = 32
_MAX_CHARACTERS = 8000
"""No 256 tokens are longer; the rest of a huge text would only cost the tokeniser's time."""
_WAIT_SECONDS = 10.0

# Cores that compute three texts at once finish none of them sooner, and each waits for the slowest.
_turns = threading.BoundedSemaphore(2)
# Each thread that computes keeps some 5 MB for itself, so sixty request threads would keep 300 MB.
_workers = ThreadPoolExecutor(2, thread_name_prefix="embedding")


class SentenceTransformerEmbedding:
    """A model of a checked folder, loaded when the first text or the width is asked for."""

    def __init__(self, folder: ModelFolder, *, label: str, threads: int = 1) -> None:
        self.name = f"{label[-100:]}-{folder.fingerprint}-{MAX_TOKENS}"
        self._folder = folder
        self._threads = threads
        self._loading = threading.Lock()
        self._model: SentenceTransformer | None = None
        self._failure: Exception | None = None

    @property
    def dimensions(self) -> int:
        """The length of a vector; 0 when only the model could tell and it cannot be loaded."""
        if not self._folder.dimensions:
            try:
                return int(self.embed(["?"]).shape[1])
            except EmbeddingUnavailable:
                return 0
        return self._folder.dimensions

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        model = self._loaded()
        # Texts of like length share a batch, so that little is computed for padding.
        order = sorted(range(len(texts)), key=lambda position: len(texts[position]))
        parts = [
            self._computed(model, [_readable(texts[position]) for position in order[start : start + _BATCH]])
            for start in range(0, len(order), _BATCH)
        ]
        vectors = np.empty((len(texts), parts[0].shape[1]), dtype=np.float32)
        vectors[order] = np.concatenate(parts)
        return vectors

    def _computed(self, model: SentenceTransformer, texts: list[str]) -> NDArray[np.float32]:
        # The turn is given back after each batch, so that a question never waits for a whole import.
        if not _turns.acquire(timeout=_WAIT_SECONDS):
            raise EmbeddingUnavailable("too many texts are waiting for the embedding model")
        try:
            encode = partial(model.encode, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True)
            rows = _workers.submit(encode, texts).result()
            return unit_rows(rows, count=len(texts), dimensions=rows.shape[1])
        except Exception as error:  # Whatever a model's code raises, there is no vector.
            raise EmbeddingUnavailable(f"the embedding model failed: {type(error).__name__}") from error
        finally:
            _turns.release()

    def _loaded(self) -> SentenceTransformer:
        with self._loading:
            if self._failure is not None:
                # Trying again would cost every question the seconds of a load.
                raise EmbeddingUnavailable("the embedding model could not be loaded") from self._failure
            if self._model is None:
                try:
                    self._model = _load(self._folder, threads=self._threads)
                except Exception as error:  # Whatever a model's code raises, there is no model.
                    self._failure = error
                    logger.exception("the embedding model could not be loaded")
                    raise EmbeddingUnavailable("the embedding model could not be loaded") from error
            return self._model


def _load(folder: ModelFolder, *, threads: int) -> SentenceTransformer:
    # These libraries read their settings when they are imported, and nothing of a model on disk is asked of the hub.
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_PROGRESS_BARS"):
        os.environ[name] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch  # Torch and the two below take seconds and 400 MB, which a service without vectors need not spend.
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # The library gives it no types.
    # Two threads beside a busy neighbour take ten times as long as one.
    torch.set_num_threads(threads)
    model = SentenceTransformer(
        str(folder.path),
        # One kind of device everywhere: another one gives slightly other vectors and confidences.
        device="cpu",
        local_files_only=True,
        # Other formats of weights can run code when they are loaded.
        model_kwargs={"use_safetensors": True},
    )
    model.max_seq_length = min(model.max_seq_length or MAX_TOKENS, MAX_TOKENS)
    # The tokeniser settles its padding at its first text, which must not happen in two threads at once.
    model.encode(["ready"], show_progress_bar=False)
    return model


def _readable(text: str) -> str:
    """`text` cut to what a model reads, without the lone surrogates that a tokeniser refuses."""
    return text[:_MAX_CHARACTERS].encode("utf-8", "ignore").decode("utf-8")
