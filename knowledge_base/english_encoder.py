"""Where does an English text lie?  At all-MiniLM-L6-v2's vector of it, computed with 8-bit weights by onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

MODEL, TOKENIZER = "english.onnx", "english.json"
MAX_TOKENS = 256
_MAX_CHARACTERS = 8000
"""No 256 tokens are longer; the rest of a huge text would only cost the tokeniser's time."""


class EnglishEncoder:
    """A checked folder's model, loaded at once.  Any number of threads may encode; each computes on its own core."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # A thread that waits for work by spinning takes the core of a busy neighbour.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # The arena keeps what the longest batch ever needed, for each thread's stream of work.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, in order, shape (len(texts), 384), each of length one.

        Each text is computed alone: side by side they would share the scale of their 8-bit steps, and a vector would
        depend on its neighbours, for a sixth of the time.
        """
        found = self._tokenizer.encode_batch_fast([_readable(text) for text in texts])
        return np.concatenate([self._computed(encoding.ids) for encoding in found])

    def _computed(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        ids = np.array([tokens], dtype=np.int64)
        row: NDArray[np.float32] = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]
        return row


def _readable(text: str) -> str:
    """`text` cut to what the model reads, without the lone surrogates that a tokeniser refuses."""
    return text[:_MAX_CHARACTERS].encode("utf-8", "ignore").decode("utf-8")
