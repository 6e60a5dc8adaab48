"""Which rows keep the knowledge: articles, their immutable versions, passages and vectors?"""

from __future__ import annotations

import datetime
from enum import StrEnum

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.database import Row, UtcDateTime
from knowledge_base.article import ArticleContent, ArticleText, Audience


class VersionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Department(Row):
    """A department that came with an import and is not in the catalogue."""

    __tablename__ = "departments"

    code: Mapped[str] = mapped_column(String(100), primary_key=True)


class Article(Row):
    """A FAQ entry or guidance page; what it says lives in its versions."""

    __tablename__ = "articles"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    versions: Mapped[list[ArticleVersion]] = relationship(back_populates="article", order_by="ArticleVersion.number")


class ArticleVersion(Row):
    """One wording of an article.  Content columns never change after the row is made; only `state` and its dates do."""

    __tablename__ = "article_versions"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        Index("ix_article_versions_state_change", "state", "change"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int] = mapped_column(Integer)
    department: Mapped[str] = mapped_column(String(100))
    category: Mapped[str] = mapped_column(String(100))
    audience: Mapped[str] = mapped_column(String(10))
    source_url: Mapped[str] = mapped_column(Text)
    effective_from: Mapped[datetime.date | None] = mapped_column(Date)
    effective_until: Mapped[datetime.date | None] = mapped_column(Date)
    review_by: Mapped[datetime.date | None] = mapped_column(Date)
    tags: Mapped[list[str]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    state: Mapped[str] = mapped_column(String(20))
    published_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    change: Mapped[int] = mapped_column(Integer, default=0)
    """The number of the knowledge change that last touched `state`; searchers catch up from the change they know."""

    article: Mapped[Article] = relationship(back_populates="versions")
    texts: Mapped[list[VersionText]] = relationship(back_populates="version", order_by="VersionText.language")


class VersionText(Row):
    """A version's wording in one language."""

    __tablename__ = "version_texts"

    version_id: Mapped[int] = mapped_column(ForeignKey("article_versions.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(7), primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    variants: Mapped[list[str]] = mapped_column(JSON)

    version: Mapped[ArticleVersion] = relationship(back_populates="texts")


class PassageRow(Row):
    """A searchable piece of a version: a question, a variant, or a part of the answer under its headings."""

    __tablename__ = "passages"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("article_versions.id"), index=True)
    language: Mapped[str] = mapped_column(String(7))
    kind: Mapped[str] = mapped_column(String(10))
    position: Mapped[int] = mapped_column(Integer)
    heading_path: Mapped[list[str]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(64), index=True)


class Vector(Row):
    """The vector of a text under one embedding model: little-endian float32, unit length."""

    __tablename__ = "vectors"

    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    values: Mapped[bytes] = mapped_column(LargeBinary)


class KnowledgeChange(Row):
    """One publish, withdrawal or import; its number only grows."""

    __tablename__ = "knowledge_changes"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


def content_of(version: ArticleVersion) -> ArticleContent:
    """The value that `version` was saved from."""
    return ArticleContent(
        id=version.article_id,
        department=version.department,
        category=version.category,
        text={t.language: ArticleText(t.question, t.answer, tuple(t.variants)) for t in version.texts},
        source_url=version.source_url,
        audience=Audience(version.audience),
        effective_from=version.effective_from,
        effective_until=version.effective_until,
        review_by=version.review_by,
        tags=tuple(version.tags),
    )
