"""How fast does knowledge come in, from a file to a passage that can be found?"""

from __future__ import annotations

import time
from collections.abc import Sequence

from eval.bench.installation import Installation
from eval.bench.synthetic_articles import synthetic_article
from eval.bench.table import Line
from knowledge_base.article import ArticleContent
from knowledge_base.embeddings import Embedding
from knowledge_base.passages import split_article
from knowledge_base.publishing import embed_pending


def measure_ingest(
    installation: Installation, sample: Sequence[ArticleContent], embedding: Embedding, *, articles: int
) -> list[Line]:
    """Articles and passages a second of import, publish and embedding, and of each part; the model is loaded before."""
    contents = _some(sample, articles)
    passages = sum(len(split_article(content)) for content in contents)
    embedding.embed(["warm up"])
    started = time.perf_counter()
    installation.publish(contents)
    published = time.perf_counter()
    embedded = embed_pending(installation.database, embedding)
    ended = time.perf_counter()
    at = f"{len(contents):,} articles, {passages:,} passages"
    return [
        Line("Ingest: import, publish, embed", at, _rates(len(contents), passages, ended - started)),
        Line("– of it import and publish", at, _rates(len(contents), passages, published - started)),
        Line("– of it embedding", f"{embedded:,} different texts", f"{embedded / (ended - published):,.0f} texts/s"),
    ]


def _some(sample: Sequence[ArticleContent], articles: int) -> list[ArticleContent]:
    """`articles` articles: the sample's own, then synthetic ones."""
    real = list(sample[:articles])
    return [*real, *(synthetic_article(sample, number) for number in range(articles - len(real)))]


def _rates(articles: int, passages: int, seconds: float) -> str:
    return f"{articles / seconds:,.1f} articles/s, {passages / seconds:,.0f} passages/s"
