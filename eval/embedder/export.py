"""How does what was trained become the folder that the service reads?  8-bit rows, the English model, a manifest."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.embedder.english import WIDTH, export_english
from eval.embedder.train import word_parts
from eval.embedder.vocabulary import Vocabulary
from knowledge_base import english_encoder, static_encoder, trilingual_embedding


def fold_characters(rows: NDArray[np.float32], vocabulary: Vocabulary) -> NDArray[np.float32]:
    """Each token's vector with those of its characters added, so that the service sums one row a word.

    The first row, for texts without a known word, is the mean of the others.
    """
    folded = np.stack([rows[parts].sum(axis=0) for parts in word_parts(vocabulary)])
    folded[0] = folded[1:].mean(axis=0)
    return folded


def to_eight_bits(rows: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Each row as whole numbers from -127 to 127 and the scale that gives it back."""
    scales = np.maximum(np.abs(rows).max(axis=1), 1e-6).astype(np.float32) / 127
    eight_bits: NDArray[np.int8] = np.rint(rows / scales[:, np.newaxis]).astype(np.int8)
    return eight_bits, scales.astype(np.float16)


def write_words(folder: Path, vocabulary: Vocabulary, rows: NDArray[np.float32]) -> None:
    """The Chinese half: the tokeniser and the word vectors of `vocabulary`, shape (tokens, width)."""
    folder.mkdir(parents=True, exist_ok=True)
    eight_bits, scales = to_eight_bits(fold_characters(rows, vocabulary))
    np.save(folder / static_encoder.ROWS, eight_bits)
    np.save(folder / static_encoder.SCALES, scales)
    (folder / static_encoder.TOKENIZER).write_text(vocabulary.tokenizer().to_str() + "\n", "utf-8")


def write_english(folder: Path, model: Path, notices: Sequence[Path]) -> None:
    """The English half, from the sentence-transformers model of the folder `model`, with its notices."""
    folder.mkdir(parents=True, exist_ok=True)
    export_english(model, folder / english_encoder.MODEL)
    words = (model / "tokenizer.json").read_text("utf-8").rstrip("\n")
    (folder / english_encoder.TOKENIZER).write_text(words + "\n", "utf-8")
    for notice in notices:
        shutil.copyfile(notice, folder / notice.name)


def write_manifest(folder: Path, origin: Mapping[str, Any]) -> None:
    """Name every file that the service reads with its SHA-256, and how the model came about."""
    names = (
        english_encoder.MODEL,
        english_encoder.TOKENIZER,
        static_encoder.TOKENIZER,
        static_encoder.ROWS,
        static_encoder.SCALES,
    )
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    data = {"width": WIDTH, "files": files, "origin": dict(origin)}
    (folder / trilingual_embedding.MANIFEST).write_text(json.dumps(data, indent=2) + "\n", "utf-8")
