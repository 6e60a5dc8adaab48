"""Which approved articles may everybody read?"""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from assistant.database import today_here
from assistant.errors import ArticleNotFound
from knowledge_base.article import ArticleContent, Audience
from knowledge_base.models import ArticleVersion, content_of
from knowledge_base.register import find_article, list_articles
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.rendering import to_html

router = APIRouter(prefix="/api/v1/articles", tags=["articles"], responses=PROBLEM_RESPONSES)


class ArticleTextOut(BaseModel):
    question: str
    answer: str
    variants: list[str]


class ArticleOut(BaseModel):
    """An approved article in the shape of the import."""

    id: str = Field(examples=["td-renew-driving-licence"])
    version: int
    department: str = Field(examples=["TD"])
    category: str
    text: dict[str, ArticleTextOut]
    source_url: str
    effective_from: datetime.date | None
    effective_until: datetime.date | None
    review_by: datetime.date | None
    tags: list[str]


class ShownTextOut(ArticleTextOut):
    answer_html: str = Field(description="The answer, rendered and cleaned by the server.")


class ShownArticleOut(ArticleOut):
    """An article as a page shows it."""

    text: dict[str, ShownTextOut]  # type: ignore[assignment]  # Narrower, and read only.


class ArticlesOut(BaseModel):
    articles: list[ArticleOut]
    next: str | None = Field(description="Give it as `after` to read on; null at the end.")


@router.get("")
def read_articles(
    service: TheService,
    department: Annotated[str | None, Query(max_length=100, pattern=PLAIN_LINE)] = None,
    after: Annotated[str, Query(max_length=200, pattern=PLAIN_LINE)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ArticlesOut:
    """Public articles in force, in the order of their ids."""
    with service.database.read() as session:
        page = list_articles(session, department=department, audience=Audience.PUBLIC, after=after, limit=limit)
        articles = [_article_out(version) for version in page if _in_force(content_of(version))]
    return ArticlesOut(articles=articles, next=page[-1].article_id if len(page) == limit else None)


@router.get("/{article_id:path}")
def read_article(
    article_id: Annotated[str, Path(max_length=200, pattern=PLAIN_LINE)], service: TheService
) -> ShownArticleOut:
    """One public article in force."""
    with service.database.read() as session:
        version = _find_public(session, article_id)
        if version is None:
            raise ArticleNotFound("no such article")
        return _shown(_article_out(version))


def _shown(article: ArticleOut) -> ShownArticleOut:
    plain = article.model_dump()
    text = {language: {**text, "answer_html": to_html(text["answer"])} for language, text in plain["text"].items()}
    return ShownArticleOut.model_validate({**plain, "text": text})


def _find_public(session: Session, article_id: str) -> ArticleVersion | None:
    """None for an article that is not there and for one that not everybody may read: the two are never told apart."""
    try:
        version = find_article(session, article_id)
    except ArticleNotFound:
        return None
    return version if version.audience == Audience.PUBLIC and _in_force(content_of(version)) else None


def _in_force(content: ArticleContent) -> bool:
    today = today_here().isoformat()
    return str(content.effective_from or "") <= today <= str(content.effective_until or "9999-12-31")


def _article_out(version: ArticleVersion) -> ArticleOut:
    return ArticleOut(
        id=version.article_id,
        version=version.number,
        department=version.department,
        category=version.category,
        text={
            t.language: ArticleTextOut(question=t.question, answer=t.answer, variants=t.variants) for t in version.texts
        },
        source_url=version.source_url,
        effective_from=version.effective_from,
        effective_until=version.effective_until,
        review_by=version.review_by,
        tags=version.tags,
    )
