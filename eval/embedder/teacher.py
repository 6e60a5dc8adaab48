"""Where does the English half put a text?  Each text is asked once and kept in a file.

The teacher is the 8-bit model itself, so that the Chinese half lands where the service will look.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.english_encoder import EnglishEncoder

_PART = 2048


def teach(
    texts: Sequence[str], folder: Path, *, cache: Path, threads: int, say: Callable[[str], None]
) -> NDArray[np.float16]:
    """The vectors of `texts` by the model in `folder`, shape (len(texts), 384), length one but for the rounding.

    A second run with the same texts reads them from `cache`; one that was interrupted goes on where it stopped.
    """
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
    file, parts = cache / f"teacher-{digest}.npy", cache / f"teacher-{digest}"
    if file.is_file():
        vectors: NDArray[np.float16] = np.load(file)
        return vectors
    parts.mkdir(parents=True, exist_ok=True)
    teacher = EnglishEncoder(folder)

    def answer(start: int) -> NDArray[np.float16]:
        part = parts / f"{start}.npy"
        if not part.is_file():
            rows = teacher.encode(texts[start : start + _PART]).astype(np.float16)
            unfinished = part.with_suffix(".unfinished.npy")
            np.save(unfinished, rows)
            unfinished.rename(part)
            say(f"teacher: {min(start + _PART, len(texts)):,} of {len(texts):,} texts")
        read: NDArray[np.float16] = np.load(part)
        return read

    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(answer, range(0, len(texts), _PART)))
    vectors = np.concatenate(answers)
    np.save(file, vectors)
    for part in parts.iterdir():
        part.unlink()
    parts.rmdir()
    return vectors
