"""Which rows keep the knowledge: articles, their immutable versions, passages and vectors?"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.database import Row, UtcDateTime
from knowledge_base.article import ArticleContent, ArticleText, Audience


class VersionState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    """By another person than who wrote it; live when somebody publishes it, or on `publish_on`."""
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    """By a newer live version, or by a newer draft before it was ever live."""
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Origin(StrEnum):
    """Where a version's wording comes from."""

    DESK = "desk"
    SHEET = "sheet"
    SOURCE = "source"
    """A web page or a document that was read."""
    GAP = "gap"
    """Questions that nothing answered."""
    REPLIES = "replies"
    """What agents wrote again and again."""


class CheckKind(StrEnum):
    """What stands between an approved version and the public; each is passed, or somebody says why not."""

    PARITY = "parity"
    """Do its languages state the same facts?"""
    REPLAY = "replay"
    """Does anything that was answered well fall when this goes live?"""


class Department(Row):
    """A department that came with an import and is not in the catalogue."""

    __tablename__ = "departments"

    code: Mapped[str] = mapped_column(String(100), primary_key=True)


class Article(Row):
    """A FAQ entry or guidance page; what it says lives in its versions."""

    __tablename__ = "articles"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    owner: Mapped[str | None] = mapped_column(String(100), index=True)
    """Who keeps it true: the name of an account, told when a review is due."""

    versions: Mapped[list[ArticleVersion]] = relationship(back_populates="article", order_by="ArticleVersion.number")


class ArticleVersion(Row):
    """One wording of an article.  Content columns never change after the row is made; only `state` and its dates do.

    `chain_hash` holds what it says, who wrote it and the version before it, so that a change past the desk shows.
    """

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
    note: Mapped[str] = mapped_column(Text, default="")
    """What its author says has changed, and why."""
    origin: Mapped[str] = mapped_column(String(10), default=Origin.DESK)
    origin_ref: Mapped[str | None] = mapped_column(String(200))
    """The import, source or group of questions that it comes from."""
    chain_hash: Mapped[str] = mapped_column(String(64))
    model_help: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    """What a language model had a part in since the last version that was approved, as `proposals/model_help.py` tells
    it; None where it had none.  An editor has taken each of it."""

    state: Mapped[str] = mapped_column(String(20))
    submitted_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    approved_by: Mapped[str | None] = mapped_column(String(100))
    approved_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    publish_on: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """When an approved version goes live by itself."""
    published_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    expires_on: Mapped[datetime.date | None] = mapped_column(Date)
    """The last day that somebody has set for a live version, beside the one that its text names."""
    ended_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """When it stopped being live."""
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


class VersionCheck(Row):
    """The result of one check of a version.  One that did not pass stops publishing until `reason` says why not."""

    __tablename__ = "version_checks"

    version_id: Mapped[int] = mapped_column(ForeignKey("article_versions.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    passed: Mapped[bool] = mapped_column(Boolean)
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    checked_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(String(100))


class ArticleComment(Row):
    """What somebody at the desk says about an article."""

    __tablename__ = "article_comments"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    language: Mapped[str | None] = mapped_column(String(7))
    author: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(String(100))
    settled_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)


class GoldenQuestion(Row):
    """A question whose right answer a department vouches for; `article_id` is None where a person must answer."""

    __tablename__ = "golden_questions"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    department: Mapped[str] = mapped_column(String(100), index=True)
    language: Mapped[str] = mapped_column(String(7))
    question: Mapped[str] = mapped_column(Text)
    article_id: Mapped[str | None] = mapped_column(String(200), index=True)
    author: Mapped[str] = mapped_column(String(100))
    changed_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


class KnowledgeChange(Row):
    """One publish, withdrawal or import; its number only grows."""

    __tablename__ = "knowledge_changes"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


def last_day(effective_until: datetime.date | None, expires_on: datetime.date | None) -> datetime.date | None:
    """The last day on which a version may be shown, by its text and by who ended it; None without an end."""
    return min((day for day in (effective_until, expires_on) if day), default=None)


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
