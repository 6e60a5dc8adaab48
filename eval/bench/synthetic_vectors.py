"""Where would a synthetic passage lie?  Near the real vectors of the passages that it was made from.

Real texts lie in clusters, and vectors without any would make every index look better or worse than it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert, select

from assistant.database import Database
from eval.bench.synthetic_articles import SEED, origin_of
from knowledge_base.models import ArticleVersion, PassageRow, Vector
from knowledge_base.publishing import passage_vectors

Kin = tuple[str, str, str]
"""Article, language and kind of a passage: what a synthetic passage shares with those it was made from."""

BATCH = 5_000
_OTHER_TOPIC = 0.35
_NOISE = 0.45
"""Shares of another passage's direction and of no direction at all, beside 1 for the origin's: a cosine near .88,
as MiniLM itself gives for a sample question and the same question with a place added."""


def write_synthetic_vectors(database: Database, model: str) -> int:
    """Store a vector for every synthetic passage that has none; returns how many.

    The sample's own passages must have theirs.
    """
    with database.read() as session:
        rows = session.execute(
            select(
                PassageRow.id,
                PassageRow.text_hash,
                PassageRow.language,
                PassageRow.kind,
                ArticleVersion.article_id,
                Vector.text_hash.is_(None),
            )
            .join(ArticleVersion, ArticleVersion.id == PassageRow.version_id)
            .outerjoin(Vector, (Vector.text_hash == PassageRow.text_hash) & (Vector.model == model))
            .order_by(PassageRow.id)
        ).all()
        kin = {passage: (article, language, kind) for passage, _, language, kind, article, _ in rows}
        real = [passage for passage, *_, article, is_bare in rows if origin_of(article) is None and not is_bare]
        ids, vectors = passage_vectors(session, model, real)
    families = _families(kin[passage] for passage in ids)
    bare = {
        digest: (origin, language, kind)
        for _, digest, language, kind, article, is_bare in rows
        if is_bare and (origin := origin_of(article))
    }
    _store(database, model, bare, families, vectors)
    return len(bare)


def _families(kin: Iterable[Kin]) -> dict[Kin, list[int]]:
    families: dict[Kin, list[int]] = defaultdict(list)
    for row, name in enumerate(kin):
        families[name].append(row)
    return families


def _store(
    database: Database,
    model: str,
    bare: Mapping[str, Kin],
    families: Mapping[Kin, list[int]],
    vectors: NDArray[np.float32],
) -> None:
    chance = np.random.default_rng([SEED, len(bare)])
    hashes = list(bare)
    for start in range(0, len(hashes), BATCH):
        batch = hashes[start : start + BATCH]
        origins = vectors[[int(chance.choice(families[bare[digest]])) for digest in batch]]
        made = perturb(origins, vectors[chance.integers(len(vectors), size=len(batch))], chance)
        values = [
            {"model": model, "text_hash": digest, "values": row.astype("<f4").tobytes()}
            for digest, row in zip(batch, made, strict=True)
        ]
        with database.write() as session:
            session.execute(insert(Vector), values)


def perturb(
    origins: NDArray[np.float32], others: NDArray[np.float32], chance: np.random.Generator
) -> NDArray[np.float32]:
    """Unit rows near `origins`, leaning a little towards `others`; both have unit rows of one shape."""
    noise = chance.standard_normal(origins.shape, dtype=np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    moved = origins + _OTHER_TOPIC * others + _NOISE * noise
    units: NDArray[np.float32] = (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)
    return units
