"""How do the people who own the articles find them, and what waits for them?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.catalogue import Catalogue
from assistant.language_models.chosen import ModelStep
from assistant.languages import LANGUAGES
from ingestion.documents.links import find_broken
from knowledge_base.article import Audience
from knowledge_base.desk.article_list import Filters, ListedArticle, Review, find_articles
from knowledge_base.desk.attention import SOURCES, list_attention
from knowledge_base.desk.owners import list_owners
from knowledge_base.models import Origin, VersionState, last_day
from knowledge_base.register import known_departments
from ui.api.cases_wire import category_name
from ui.api.curation_wire import (
    AttentionItemOut,
    AttentionOut,
    ChoicesOut,
    ListedArticleOut,
    ListedArticlesOut,
    NamedOut,
    OwnerOut,
)
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/knowledge", tags=["knowledge"], responses=PROBLEM_RESPONSES)

Editor = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_EDIT))]
Code = Annotated[str | None, Query(max_length=100, pattern=PLAIN_LINE)]
NamesIn = Annotated[LanguageCode, Query(description="In which names and titles are read.")]
STEPS = {
    "edit": Permission.KNOWLEDGE_EDIT,
    "approve": Permission.KNOWLEDGE_APPROVE,
    "publish": Permission.KNOWLEDGE_PUBLISH,
    "withdraw": Permission.KNOWLEDGE_WITHDRAW,
    "recall": Permission.KNOWLEDGE_RECALL,
}


def chosen(
    q: Annotated[str, Query(max_length=200, pattern=PLAIN_LINE, description="Words, or part of an id.")] = "",
    department: Code = None,
    category: Code = None,
    language: Annotated[LanguageCode | None, Query(description="It is written in this one.")] = None,
    missing: Annotated[LanguageCode | None, Query(description="It is not yet written in this one.")] = None,
    state: Annotated[VersionState | None, Query(description="`published` also finds what has a newer draft.")] = None,
    owner: Code = None,
    review: Review | None = None,
    origin: Origin | None = None,
    audience: Audience | None = None,
) -> Filters:
    return Filters(q, department, category, language, missing, state, owner, review, origin, audience)


@router.get("/articles")
def list_desk_articles(
    actor: Editor,
    service: TheService,
    filters: Annotated[Filters, Depends(chosen)],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str, Query(max_length=200, pattern=PLAIN_LINE)] = "",
    names_in: NamesIn = "en",
) -> ListedArticlesOut:
    """Articles in the order of their ids: drafts of the caller's departments, live ones of all."""
    with service.database.read() as session:
        page = find_articles(session, filters, actor=actor, after=after, limit=limit)
        shown = [_listed_out(listed, service.catalogue, names_in) for listed in page.articles]
    return ListedArticlesOut(articles=shown, next=page.next, counts=page.counts)


@router.get("/attention")
def list_what_waits(
    actor: Editor,
    service: TheService,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    after: Annotated[int, Query(ge=0, le=1_000_000, description="How many were read before.")] = 0,
    language: NamesIn = "en",
) -> AttentionOut:
    """What waits in the caller's departments, the most pressing kind first and the oldest first within it."""
    with service.database.read() as session:
        items = list_attention(session, actor=actor, sources=(*SOURCES, find_broken))
    page = items[after : after + limit]
    return AttentionOut(
        items=[
            AttentionItemOut(
                kind=item.kind,
                article_id=item.article_id,
                title=item.titles.get(language) or next(iter(item.titles.values()), ""),
                department=item.department,
                at=item.at,
                note=item.note,
            )
            for item in page
        ],
        next=after + limit if after + limit < len(items) else None,
        total=len(items),
    )


@router.get("/choices")
def list_choices(actor: Editor, service: TheService, language: NamesIn = "en") -> ChoicesOut:
    """Departments, categories and people by name, and for which departments the caller may do what."""
    catalogue, model = service.catalogue, service.models.find(ModelStep.CURATOR)
    with service.database.read() as session:
        departments = sorted(known_departments(session, catalogue))
        owners = [OwnerOut(name=user.username, display=user.name) for user in list_owners(session)]
    return ChoicesOut(
        departments=[NamedOut(code=code, name=_department_name(code, catalogue, language)) for code in departments],
        categories=[
            NamedOut(code=code, name=category_name(code, catalogue, language)) for code in catalogue.categories
        ],
        owners=owners,
        languages=list(LANGUAGES),
        may={step: [d for d in departments if actor.may(needed, d)] for step, needed in STEPS.items()},
        model=model.model.name if model else None,
    )


def _listed_out(listed: ListedArticle, catalogue: Catalogue, language: str) -> ListedArticleOut:
    version = listed.version
    times = (version.created_at, version.submitted_at, version.approved_at, version.published_at, version.ended_at)
    own = {name: getattr(version, name) for name in ("department", "category", "state", "number", "author")}
    dates = {name: getattr(version, name) for name in ("review_by", "publish_on")}
    row = {name: getattr(listed, name) for name in ("newest_number", "live_number", "owner", "review_due")}
    return ListedArticleOut.model_validate(
        {
            **own,
            **dates,
            **row,
            "id": version.article_id,
            "department_name": _department_name(version.department, catalogue, language),
            "title": {name: listed.titles[name] for name in LANGUAGES if name in listed.titles},
            "languages": [name for name in LANGUAGES if name in listed.titles],
            "missing_languages": [name for name in LANGUAGES if name not in listed.titles],
            "changed_at": max(time for time in times if time is not None),
            "expires_on": last_day(version.effective_until, version.expires_on),
            "open_comments": listed.open_comments,
            "checks": listed.checks,
        }
    )


def _department_name(code: str, catalogue: Catalogue, language: str) -> str:
    """Of a department that came with an import, its code."""
    return catalogue.department_name(code, language) or code
