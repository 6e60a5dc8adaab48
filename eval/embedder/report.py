"""How good is the embedder that was made?  Figures on pairs that it never saw, and the model card that tells them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

import numpy as np
from numpy.typing import NDArray

from eval.embedder.pairs import SHARE_ALIKE, Pair
from knowledge_base.trilingual_embedding import TrilingualEmbedding

CROWD = 500
"""Each held-out Chinese text is looked for among as many English ones of its source."""
TEMPLATE = Path(__file__).with_name("model_card.md")


@dataclass(frozen=True)
class Figures:
    """What was measured on held-out pairs: by source the share found first, and what the 8 bits cost."""

    found_first: Mapping[str, float]
    to_english: Mapping[str, float]
    counts: Mapping[str, int]
    english_cosine: float
    chinese_ms: float
    english_ms: float
    megabytes: float


def measure(
    embedding: TrilingualEmbedding, folder: Path, held_out: Sequence[Pair], targets: NDArray[np.float16]
) -> Figures:
    """`targets` are the teacher's vectors of the pairs' English sides, in their order."""
    found: dict[str, float] = {}
    cosines: dict[str, float] = {}
    counts: dict[str, int] = {}
    seconds = [0.0, 0.0]
    eight_bit: list[float] = []
    for source in sorted({pair.source for pair in held_out}):
        # An English text that several Chinese ones mean stands here once, or its place would be a matter of chance.
        alike = {pair.english: place for place, pair in enumerate(held_out) if pair.source == source}
        places = sorted(alike.values())[:CROWD]
        chinese, seconds[0] = _timed(embedding, [held_out[place].chinese for place in places], seconds[0])
        english, seconds[1] = _timed(embedding, [held_out[place].english for place in places], seconds[1])
        taught = targets[places].astype(np.float32)
        found[source] = float(((chinese @ taught.T).argmax(axis=1) == np.arange(len(places))).mean())
        cosines[source] = float((chinese * taught).sum(axis=1).mean())
        eight_bit += (english * taught).sum(axis=1).tolist()
        counts[source] = len(places)
    total = sum(counts.values())
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    each = [second * 1000 / total for second in seconds]
    return Figures(found, cosines, counts, float(np.mean(eight_bit)), each[0], each[1], size)


def write_card(folder: Path, figures: Figures, pairs: Sequence[Pair], *, share_alike: bool, tokens: int) -> None:
    """Fill in the model card beside the model."""
    rows = [
        f"| {source} | {count} | {figures.found_first[source]:.3f} | {figures.to_english[source]:.3f} |"
        for source, count in sorted(figures.counts.items())
    ]
    used = [
        f"| {source} | {sum(pair.source == source for pair in pairs):,} |"
        for source in sorted({p.source for p in pairs})
    ]
    shared = ", ".join(sorted(SHARE_ALIKE))
    card = Template(TEMPLATE.read_text("utf-8")).substitute(
        found="\n".join(rows),
        used="\n".join(used),
        tokens=f"{tokens:,}",
        english_cosine=f"{figures.english_cosine:.4f}",
        chinese_ms=f"{figures.chinese_ms:.2f}",
        english_ms=f"{figures.english_ms:.1f}",
        megabytes=f"{figures.megabytes:.1f}",
        share_alike=f"Trained with the share-alike sources ({shared})."
        if share_alike
        else f"Trained without the share-alike sources ({shared}).",
    )
    (folder / "MODEL_CARD.md").write_text(card, "utf-8")


def _timed(embedding: TrilingualEmbedding, texts: list[str], before: float) -> tuple[NDArray[np.float32], float]:
    started = time.perf_counter()
    vectors = embedding.embed(texts)
    return vectors, before + time.perf_counter() - started
