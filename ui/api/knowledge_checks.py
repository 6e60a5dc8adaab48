"""What does a check of an article find: languages that differ, contradictions, near-duplicates, words that are hard?"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import EVERY_DEPARTMENT, Actor, Permission
from assistant.errors import ArticleNotFound
from knowledge_base.article import ArticleContent
from knowledge_base.consistency import conflicts
from knowledge_base.consistency.models import Conflict
from knowledge_base.duplicates import Duplicate, find_duplicates
from knowledge_base.models import ArticleVersion, VersionState, content_of
from knowledge_base.parity import compare_languages
from knowledge_base.plain_language import list_hints
from knowledge_base.register import live_contents
from knowledge_base.versions import list_versions, pick
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1", tags=["knowledge"], responses=PROBLEM_RESPONSES)
Editor = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_EDIT))]


class ConflictState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"


class DifferenceOut(BaseModel):
    kind: str = Field(examples=["fee"])
    language: str
    other: str
    fact: str = Field(description="As it is written; empty where the language does not say it.")
    other_fact: str


class HintOut(BaseModel):
    """A hint in codes: `value` is what was measured, `limit` what it should not pass."""

    language: str
    kind: str = Field(examples=["long_sentence"])
    text: str
    value: float | None
    limit: float | None
    instead: str = Field(description="Plainer words; empty where the words can be left out.")


class SideOut(BaseModel):
    article_id: str
    version: int
    department: str
    owner: str = Field(description="Who keeps the article true, or who wrote this version.")
    title: str
    sentence: str
    fact: str


class ContradictionOut(BaseModel):
    id: int
    kind: str = Field(examples=["fee"])
    language: str
    a: SideOut
    b: SideOut
    score: float
    found_at: datetime.datetime
    settled_by: str | None
    settled_at: datetime.datetime | None
    reason: str | None


class ContradictionsOut(BaseModel):
    contradictions: list[ContradictionOut]
    next: int | None = Field(description="Give it as `after` to read on; null at the end.")


class NearArticleOut(BaseModel):
    article_id: str
    title: str
    department: str
    score: float


class ChecksOut(BaseModel):
    parity: list[DifferenceOut]
    plain_language: list[HintOut]
    contradictions: list[ContradictionOut]
    duplicates: list[NearArticleOut]


class NamedArticleOut(BaseModel):
    article_id: str
    title: str
    department: str


class DuplicateOut(BaseModel):
    a: NamedArticleOut
    b: NamedArticleOut
    language: str
    score: float


class DuplicatesOut(BaseModel):
    pairs: list[DuplicateOut]
    next: int | None = Field(description="Give it as `after` to read on; null at the end.")


class ReasonIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(
        min_length=1, max_length=conflicts.MAX_REASON_LENGTH, examples=["One is for boats, the other for cars."]
    )


@router.get("/articles/{article_id:path}/checks")
def read_checks(
    article_id: Annotated[str, Path(max_length=200, pattern=PLAIN_LINE)],
    service: TheService,
    actor: Editor,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> ChecksOut:
    """What is found in a version, by default the newest; drafts of other departments are not shown."""
    with service.database.read() as session:
        checked = pick(list_versions(session, article_id), version)
        if checked.state != VersionState.PUBLISHED and not actor.serves(checked.department):
            raise ArticleNotFound(article_id)
        content = content_of(checked)
        live = {article.id: article for article in live_contents(session) if article.id != article_id}
        near = find_duplicates(session, service.knowledge.embedding, [content], against=list(live.values()))
        found = [
            _contradiction_out(session, conflict) for conflict in conflicts.list_open(session, article_id=article_id)
        ]
    return ChecksOut(
        parity=[DifferenceOut(**asdict(difference)) for difference in compare_languages(content)],
        plain_language=[HintOut(**asdict(hint)) for hint in list_hints(content)],
        contradictions=found,
        duplicates=[NearArticleOut(**_named(live[d.other_id], d).model_dump(), score=d.score) for d in near],
    )


@router.get("/knowledge/contradictions")
def read_contradictions(
    service: TheService,
    actor: Editor,
    state: ConflictState = ConflictState.OPEN,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ContradictionsOut:
    """Contradictions of which one side is the caller's department's, in the order in which they were found."""
    with service.database.read() as session:
        page = conflicts.list_conflicts(
            session, departments=_departments(actor), settled=state is ConflictState.SETTLED, after=after, limit=limit
        )
        found = [_contradiction_out(session, conflict) for conflict in page]
    return ContradictionsOut(contradictions=found, next=page[-1].id if len(page) == limit else None)


@router.post("/knowledge/contradictions/{conflict_id}/settle")
def settle_contradiction(
    conflict_id: Annotated[int, Path(ge=1, le=2**31 - 1)], body: ReasonIn, service: TheService, actor: Editor
) -> ContradictionOut:
    """Say why both may stay as they are; the pair is shown again when one of the texts changes."""
    with service.database.write() as session:
        return _contradiction_out(session, conflicts.settle(session, conflict_id, reason=body.reason, actor=actor))


@router.get("/knowledge/duplicates")
def read_duplicates(
    service: TheService,
    _actor: Editor,
    after: Annotated[int, Query(ge=0, le=10_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DuplicatesOut:
    """Live articles that say nearly the same, the likest first."""
    pairs, articles = _duplicates(service)
    page = pairs[after : after + limit]
    return DuplicatesOut(
        pairs=[
            DuplicateOut(
                a=_named(articles[d.article_id], d),
                b=_named(articles[d.other_id], d),
                language=d.language,
                score=d.score,
            )
            for d in page
        ],
        next=after + limit if len(pairs) > after + limit else None,
    )


def _duplicates(service: Service) -> tuple[Sequence[Duplicate], dict[str, ArticleContent]]:
    with service.database.read() as session:
        articles = {article.id: article for article in live_contents(session)}
        return find_duplicates(session, service.knowledge.embedding, list(articles.values())), articles


def _departments(actor: Actor) -> frozenset[str] | None:
    return None if EVERY_DEPARTMENT in actor.departments else actor.departments


def _contradiction_out(session: Session, conflict: Conflict) -> ContradictionOut:
    return ContradictionOut(
        id=conflict.id,
        kind=conflict.kind,
        language=conflict.language,
        a=_side(session, conflict, "a"),
        b=_side(session, conflict, "b"),
        score=conflict.score,
        found_at=conflict.found_at,
        settled_by=conflict.settled_by,
        settled_at=conflict.settled_at,
        reason=conflict.reason,
    )


def _side(session: Session, conflict: Conflict, side: str) -> SideOut:
    article_id, number = getattr(conflict, f"article_{side}"), getattr(conflict, f"version_{side}")
    version = session.scalars(
        select(ArticleVersion).where(ArticleVersion.article_id == article_id, ArticleVersion.number == number)
    ).one()
    texts = {text.language: text.question for text in version.texts}
    return SideOut(
        article_id=article_id,
        version=number,
        department=version.department,
        owner=version.article.owner or version.author,
        title=texts.get(conflict.language) or next(iter(texts.values()), ""),
        sentence=getattr(conflict, f"sentence_{side}"),
        fact=getattr(conflict, f"fact_{side}"),
    )


def _named(article: ArticleContent, duplicate: Duplicate) -> NamedArticleOut:
    return NamedArticleOut(
        article_id=article.id, title=article.text[duplicate.language].question, department=article.department
    )
