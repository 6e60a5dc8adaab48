"""What do the routes for the people who own the articles answer?"""

from __future__ import annotations

import datetime
from typing import Any

from pydantic import BaseModel, Field

from knowledge_base.article import ArticleContent, Audience
from knowledge_base.desk.attention import Kind
from knowledge_base.desk.differences import Op
from knowledge_base.models import CheckKind, Origin, VersionState
from ui.api.model_help_wire import ModelHelpOut


class WordingOut(BaseModel):
    question: str
    answer: str = Field(description="Markdown, as it was typed.")
    variants: list[str]


class ContentOut(BaseModel):
    """What a version says, in the shape of the import."""

    id: str
    department: str
    category: str
    text: dict[str, WordingOut]
    source_url: str
    audience: Audience
    effective_from: datetime.date | None
    effective_until: datetime.date | None
    review_by: datetime.date | None
    tags: list[str]


class VersionLineOut(BaseModel):
    number: int
    state: VersionState
    author: str
    created_at: datetime.datetime
    note: str
    approved_by: str | None
    published_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    model_help: list[ModelHelpOut] | None = Field(description="What of it a language model has proposed.")


class VersionOut(VersionLineOut):
    origin: Origin
    origin_ref: str | None
    submitted_at: datetime.datetime | None
    approved_at: datetime.datetime | None
    publish_on: datetime.datetime | None
    expires_on: datetime.date | None
    content: ContentOut


class CheckOut(BaseModel):
    kind: CheckKind
    passed: bool
    result: dict[str, Any]
    checked_at: datetime.datetime
    reason: str | None
    decided_by: str | None


class CommentOut(BaseModel):
    id: int
    version: int
    language: str | None
    author: str
    text: str = Field(description="Plain text.")
    at: datetime.datetime
    settled_by: str | None
    settled_at: datetime.datetime | None


class EventOut(BaseModel):
    at: datetime.datetime
    actor: str
    action: str = Field(examples=["article.approve"])
    version: int | None
    detail: dict[str, Any]


class DeskOut(BaseModel):
    """An article as the desk opens it; to other departments only what is live."""

    id: str
    owner: str | None
    department: str
    live_number: int | None
    newest_number: int
    version: VersionOut
    versions: list[VersionLineOut]
    checks: list[CheckOut]
    comments: list[CommentOut]
    history: list[EventOut]
    allowed: list[str] = Field(description="What the caller may do with this version now.")


class PartOut(BaseModel):
    op: Op
    text: str = Field(description="Plain text.")


class FieldDifferenceOut(BaseModel):
    language: str | None
    field: str
    parts: list[PartOut]


class DifferenceOut(BaseModel):
    from_: int = Field(alias="from")
    to: int
    fields: list[FieldDifferenceOut]


class PreviewOut(BaseModel):
    title: str = Field(description="Plain text.")
    html: str = Field(description="Rendered and cleaned by the server, as the citizen's page shows it.")
    source_url: str
    last_reviewed: datetime.date
    is_excerpt: bool


class ListedArticleOut(BaseModel):
    id: str
    department: str
    department_name: str
    category: str
    title: dict[str, str]
    languages: list[str]
    missing_languages: list[str]
    state: VersionState
    number: int
    newest_number: int
    live_number: int | None
    author: str
    owner: str | None
    changed_at: datetime.datetime
    review_by: datetime.date | None
    review_due: bool
    publish_on: datetime.datetime | None
    expires_on: datetime.date | None
    open_comments: int
    checks: dict[str, str] = Field(examples=[{"parity": "passed", "replay": "missing"}])


class ListedArticlesOut(BaseModel):
    articles: list[ListedArticleOut]
    next: str | None = Field(description="Give it as `after` to read on; null at the end.")
    counts: dict[str, int] = Field(description="Of everything that the caller sees, whatever is searched.")


class AttentionItemOut(BaseModel):
    kind: Kind
    article_id: str
    title: str
    department: str
    at: datetime.datetime | datetime.date
    note: str


class AttentionOut(BaseModel):
    items: list[AttentionItemOut]
    next: int | None = Field(description="Give it as `after` to read on; null at the end.")
    total: int


class NamedOut(BaseModel):
    code: str
    name: str


class OwnerOut(BaseModel):
    name: str = Field(description="The username.")
    display: str


class ChoicesOut(BaseModel):
    departments: list[NamedOut]
    categories: list[NamedOut]
    owners: list[OwnerOut]
    languages: list[str]
    may: dict[str, list[str]] = Field(description="For which departments the caller may do what.")
    model: str | None = Field(description="The language model that proposes words to editors; null where none is set.")


def content_out(content: ArticleContent) -> ContentOut:
    return ContentOut.model_validate(content, from_attributes=True)
