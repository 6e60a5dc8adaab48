"""How does a text become a vector elsewhere?  By any endpoint that speaks as OpenAI's does."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EmbeddingUnavailable
from assistant.openai_endpoint import OpenAIEndpoint
from knowledge_base.exact_index import unit_rows

if TYPE_CHECKING:
    from openai import AsyncOpenAI

TOTAL_SECONDS = 6.0
_BATCH = 64
_MAX_CHARACTERS = 4000
_FAILURES = 3


class OpenAIEmbedding:
    """The model `model` at `base_url`; OpenAI's own address when that is empty."""

    def __init__(self, model: str, *, base_url: str = "", api_key: str = "") -> None:
        place = hashlib.sha256(base_url.rstrip("/").encode()).hexdigest()[:12]
        self.name = f"openai-{model[-100:]}-{place}"
        self._model = model
        self._dimensions = 0
        self._guard = threading.Lock()
        self._endpoint = OpenAIEndpoint(
            "embedding endpoint",
            EmbeddingUnavailable,
            base_url=base_url,
            api_key=api_key,
            total_seconds=TOTAL_SECONDS,
            failures=_FAILURES,
        )

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
        return self._endpoint.ask(lambda client: self._call(client, texts))

    async def _call(self, client: AsyncOpenAI, texts: list[str]) -> NDArray[np.float32]:
        answer = await client.embeddings.create(model=self._model, input=texts, encoding_format="float")
        items = sorted(answer.data, key=lambda item: item.index)
        if [item.index for item in items] != list(range(len(texts))):
            raise ValueError("the answer does not hold one vector for each text")
        rows = np.array([item.embedding for item in items], dtype=np.float32)
        with self._guard:
            self._dimensions = self._dimensions or unit_rows(rows, count=len(texts), dimensions=rows.shape[1]).shape[1]
        return unit_rows(rows, count=len(texts), dimensions=self._dimensions)


def _sendable(text: str) -> str:
    """`text` as an endpoint takes it: not empty, not endless, without lone surrogates."""
    return text[:_MAX_CHARACTERS].encode("utf-8", "ignore").decode("utf-8").strip() or "-"
