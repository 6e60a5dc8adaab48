"""How does an installation come to hold so many passages?  By the sample's articles, then by synthetic ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from eval.bench.installation import Installation
from eval.bench.minority import MinorityQuestions, minority_departments, minority_questions
from eval.bench.plan import Say
from eval.bench.synthetic_articles import synthetic_article, synthetic_articles, take_passages
from eval.bench.synthetic_vectors import write_synthetic_vectors
from knowledge_base.article import ArticleContent, Audience
from knowledge_base.embeddings import Embedding
from knowledge_base.models import Article
from knowledge_base.passages import split_article
from knowledge_base.publishing import embed_pending

_FIRST_NEWS = 900_000
"""Number of the first synthetic article that is published while the clock runs; growth never reaches it."""


@dataclass(frozen=True)
class City:
    """The sample's articles, and the departments of which no synthetic article is made."""

    articles: Sequence[ArticleContent]
    minority: frozenset[str]

    @property
    def majority(self) -> list[ArticleContent]:
        """The articles that synthetic ones are made of."""
        return [article for article in self.articles if article.department not in self.minority]

    def news(self, number: int) -> ArticleContent:
        """An article that growth never publishes; everybody may read it on every day."""
        made = synthetic_article(self.majority, _FIRST_NEWS + number)
        return replace(made, audience=Audience.PUBLIC, effective_from=None, effective_until=None)

    def minority_questions(self, passages: int) -> MinorityQuestions:
        """What can be asked about the minority when the knowledge has grown to `passages`."""
        return minority_questions(take_passages(self.articles, passages), self.minority)


def found_city(sample: Sequence[ArticleContent], *, passages: int) -> City:
    """The city of `sample`, with the minority of its first `passages`: they only get fewer beside what is added."""
    return City(sample, minority_departments(take_passages(sample, passages)))


def grow(installation: Installation, city: City, embedding: Embedding, *, passages: int, say: Say) -> None:
    """Publish what is missing up to about `passages`: the sample's articles first, synthetic ones after them.

    The vectors of the sample are computed, those of synthetic passages are drawn near them.
    """
    real = take_passages(city.articles, passages)
    installation.publish(_missing(installation, real))
    embed_pending(installation.database, embedding)
    lacking = passages - sum(len(split_article(content)) for content in real)
    made = _missing(installation, synthetic_articles(city.majority, lacking))
    if made:
        say(f"growing to {passages:,} passages: {len(made):,} synthetic articles")
        installation.publish(made)
        write_synthetic_vectors(installation.database, embedding.name)


def _missing(installation: Installation, contents: Sequence[ArticleContent]) -> list[ArticleContent]:
    with installation.database.read() as session:
        known = set(session.scalars(select(Article.id)))
    return [content for content in contents if content.id not in known]
