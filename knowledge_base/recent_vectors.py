"""Which texts were embedded a moment ago?  Follow-ups bring the turns before them again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embeddings import Embedding


class RecentVectors:
    """Embeds texts and keeps the last `kept`, in memory only.  Safe for many threads.

    A thousand vectors of 384 numbers take 1.5 MB.
    """

    def __init__(self, embedding: Embedding, *, kept: int) -> None:
        self._embedding = embedding
        self._limit = kept
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, in order.  Raises EmbeddingUnavailable."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            found.update(zip(missing, self._embedding.embed(missing), strict=True))
        with self._lock:
            for text in texts:
                self._kept[text] = found[text]
                self._kept.move_to_end(text)
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        return np.stack([found[text] for text in texts])
