"""How does a text become a vector elsewhere?  By any endpoint that speaks as OpenAI's does."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EmbeddingUnavailable
from knowledge_base.exact_index import unit_rows

if TYPE_CHECKING:
    from openai import OpenAI

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 2.0
READ_SECONDS = 5.0
TOTAL_SECONDS = 6.0
"""A read limit counts from the last byte, so an endpoint that drips bytes needs a limit over all as well."""
_BATCH = 64
_CALLS = 8
_MAX_CHARACTERS = 4000
_FAILURES = 3
_PAUSE_SECONDS = 15.0


class OpenAIEmbedding:
    """The model `model` at `base_url`; OpenAI's own address when that is empty."""

    def __init__(self, model: str, *, base_url: str = "", api_key: str = "") -> None:
        place = hashlib.sha256(base_url.rstrip("/").encode()).hexdigest()[:12]
        self.name = f"openai-{model[-100:]}-{place}"
        self._model = model
        self._base_url = base_url
        self._api_key = api_key
        self._dimensions = 0
        self._client = self._new_client()
        self._guard = threading.Lock()
        self._pause = _Pause()
        self._calls = ThreadPoolExecutor(_CALLS, thread_name_prefix="embedding")

    @property
    def dimensions(self) -> int:
        """The length of a vector; 0 while the endpoint has not answered yet."""
        if not self._dimensions:
            try:
                self.embed(["?"])
            except EmbeddingUnavailable:
                return 0
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        return np.concatenate([self._answer([_sendable(text) for text in batch]) for batch in batches])

    def _answer(self, texts: list[str]) -> NDArray[np.float32]:
        if not self._pause.is_over():
            raise EmbeddingUnavailable("the embedding endpoint failed a moment ago")
        client = self._client
        try:
            call = self._calls.submit(self._call, client, texts)
            rows = call.result(timeout=TOTAL_SECONDS)
        except Exception as error:
            # An answer can be wrong in more ways than the client has errors for: a page, broken JSON, missing parts.
            if isinstance(error, TookTooLong):
                self._hang_up(client)
            self._pause.note_failure()
            raise EmbeddingUnavailable(f"the embedding endpoint failed: {type(error).__name__}") from error
        self._pause.note_success()
        return rows

    def _call(self, client: OpenAI, texts: list[str]) -> NDArray[np.float32]:
        answer = client.embeddings.create(model=self._model, input=texts, encoding_format="float")
        items = sorted(answer.data, key=lambda item: item.index)
        if [item.index for item in items] != list(range(len(texts))):
            raise ValueError("the answer does not hold one vector for each text")
        rows = np.array([item.embedding for item in items], dtype=np.float32)
        with self._guard:
            self._dimensions = self._dimensions or unit_rows(rows, count=len(texts), dimensions=rows.shape[1]).shape[1]
        return unit_rows(rows, count=len(texts), dimensions=self._dimensions)

    def _hang_up(self, client: OpenAI) -> None:
        """End the call that takes too long, and others with it; without this it would hold its thread for ever."""
        with self._guard:
            if self._client is client:
                self._client = self._new_client()
        client.close()

    def _new_client(self) -> OpenAI:
        import openai  # The client takes a second to import, which only those who use it should wait for.

        logging.getLogger("openai").setLevel(logging.INFO)  # Below that it logs whole requests: citizens' words.
        return openai.OpenAI(
            # An endpoint of one's own often needs no key, but the client refuses to start without one.
            api_key=self._api_key or "none",
            base_url=self._base_url or None,
            timeout=openai.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            max_retries=0,
        )


class _Pause:
    """After a few failures in a row nobody asks for a while, so that questions do not wait for a dead endpoint."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._failures = 0
        self._until = 0.0

    def is_over(self) -> bool:
        """True when the endpoint may be asked; after a pause, one caller finds out for all."""
        with self._guard:
            if self._failures < _FAILURES:
                return True
            now = time.monotonic()
            if now < self._until:
                return False
            self._until = now + _PAUSE_SECONDS
            return True

    def note_failure(self) -> None:
        with self._guard:
            self._failures += 1
            if self._failures == _FAILURES:
                logger.warning("the embedding endpoint failed %d times and is left alone for a while", _FAILURES)
            self._until = time.monotonic() + _PAUSE_SECONDS

    def note_success(self) -> None:
        with self._guard:
            self._failures = 0


def _sendable(text: str) -> str:
    """`text` as an endpoint takes it: not empty, not endless, without lone surrogates."""
    return text[:_MAX_CHARACTERS].encode("utf-8", "ignore").decode("utf-8").strip() or "-"
