"""Which pages do articles come from, how did their readings go, and which links lead nowhere?"""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from ingestion.documents import sources
from ingestion.documents.links import list_links
from ingestion.documents.models import Link, LinkState, Source, SourceKind, SourceRun
from ingestion.documents.source_domains import SourceDomains, read_domains
from ingestion.documents.source_runs import last_run
from ingestion.documents.sources import SourceWish
from ui.api.cases_wire import In
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/knowledge", tags=["knowledge"], responses=PROBLEM_RESPONSES)

Editor = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_EDIT))]
SourceId = Annotated[int, Path(ge=1, le=2**31 - 1)]


class SourceIn(In):
    url: str = Field(max_length=2_000, examples=["https://www.td.example/licences/"])
    kind: SourceKind = SourceKind.PAGE
    department: str = Field(max_length=100, pattern=PLAIN_LINE, examples=["TD"])
    category: str = Field("", max_length=100, pattern=PLAIN_LINE, examples=["licence_permit_enquiry"])
    language: str = Field("", max_length=7, description="Empty where each page tells its own.", examples=["en"])
    every_days: int = Field(7, ge=1, le=365, examples=[7])
    is_on: bool = Field(True, examples=[True])


class RunOut(BaseModel):
    id: int
    state: str = Field(examples=["done"], description="waiting, running, done or failed")
    started_at: datetime.datetime
    ended_at: datetime.datetime | None
    progress: dict[str, int] = Field(examples=[{"done": 3, "total": 8}])
    created: int
    changed: int
    unchanged: int
    problems: list[dict[str, str]] = Field(examples=[[{"url": "https://www.td.example/x", "message": "gone (404)"}]])


class SourceOut(BaseModel):
    id: int
    url: str
    kind: SourceKind
    department: str
    category: str
    language: str
    every_days: int
    is_on: bool
    author: str
    next_at: datetime.datetime | None = Field(description="Of its next reading; null while it is off.")
    last_run: RunOut | None


class SourcesOut(BaseModel):
    sources: list[SourceOut]
    next: int | None
    domains: list[str] = Field(description="Those from which pages of one's departments may come.")


class RunsOut(BaseModel):
    runs: list[RunOut]


class LinkOut(BaseModel):
    id: int
    url: str
    article_id: str
    language: str = Field(description="Of the text that names it; empty for the article's source.")
    department: str
    state: LinkState
    status: int | None
    problem: str
    checked_at: datetime.datetime | None
    moved_to: str


class LinksOut(BaseModel):
    links: list[LinkOut]
    next: int | None
    is_on: bool = Field(description="Whether links are tried at all (CIVICDESK_LINK_CHECKS).")


@router.get("/sources")
def read_sources(
    actor: Editor,
    service: TheService,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> SourcesOut:
    """The sources of one's departments, each with its last reading."""
    with service.database.read() as session:
        page = sources.list_sources(session, actor=actor, after=after, limit=limit)
        shown = [_source_out(session, source) for source in page]
    named = [d for department, ds in _domains(service).domains.items() if _may_name(actor, department) for d in ds]
    return SourcesOut(
        sources=shown, next=page[-1].id if len(page) == limit else None, domains=list(dict.fromkeys(named))
    )


@router.post("/sources", status_code=201)
def add_source(body: SourceIn, actor: Editor, service: TheService) -> SourceOut:
    """Read a page, or a sitemap's pages, from now on; its domain must be on the installation's list."""
    with service.database.write() as session:
        wish = SourceWish(**body.model_dump())
        return _source_out(session, sources.add_source(session, wish, actor=actor, domains=_domains(service)))


@router.put("/sources/{source_id}")
def change_source(source_id: SourceId, body: SourceIn, actor: Editor, service: TheService) -> SourceOut:
    """Read it elsewhere, more seldom or not at all; whoever changes it never approves what it brings."""
    with service.database.write() as session:
        wish = SourceWish(**body.model_dump())
        changed = sources.change_source(session, source_id, wish, actor=actor, domains=_domains(service))
        return _source_out(session, changed)


@router.delete("/sources/{source_id}", status_code=204)
def remove_source(source_id: SourceId, actor: Editor, service: TheService) -> None:
    """Read it no more; what was made of it stays."""
    with service.database.write() as session:
        sources.remove_source(session, source_id, actor=actor)


@router.post("/sources/{source_id}/run", status_code=202)
def run_source(source_id: SourceId, actor: Editor, service: TheService) -> RunOut:
    """Read it now."""
    with service.database.write() as session:
        return _run_out(sources.ask_run(session, source_id, actor=actor))


@router.get("/sources/{source_id}/runs")
def read_runs(
    source_id: SourceId, actor: Editor, service: TheService, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> RunsOut:
    """Its readings, the newest first."""
    with service.database.read() as session:
        return RunsOut(runs=[_run_out(r) for r in sources.list_runs(session, source_id, actor=actor, limit=limit)])


@router.get("/links")
def read_links(
    actor: Editor,
    service: TheService,
    state: LinkState | None = None,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> LinksOut:
    """The links of one's departments' live articles, and where they led when they were tried last."""
    with service.database.read() as session:
        page = list_links(session, actor=actor, state=state, after=after, limit=limit)
        shown = [_link_out(link) for link in page]
    return LinksOut(links=shown, next=page[-1].id if len(page) == limit else None, is_on=service.settings.link_checks)


def _domains(service: Service) -> SourceDomains:
    return read_domains(service.settings.source_domains)


def _may_name(actor: Actor, department: str) -> bool:
    return not department or actor.serves(department)


def _source_out(session: Session, source: Source) -> SourceOut:
    run = last_run(session, source)
    return SourceOut(
        id=source.id,
        url=source.url,
        kind=SourceKind(source.kind),
        department=source.department,
        category=source.category,
        language=source.language,
        every_days=source.every_days,
        is_on=source.is_on,
        author=source.author,
        next_at=source.due_at if source.is_on else None,
        last_run=run and _run_out(run),
    )


def _run_out(run: SourceRun) -> RunOut:
    return RunOut(
        id=run.id,
        state=run.state,
        started_at=run.started_at,
        ended_at=run.ended_at,
        progress={"done": run.done, "total": run.total},
        created=run.created,
        changed=run.changed,
        unchanged=run.unchanged,
        problems=run.problems,
    )


def _link_out(link: Link) -> LinkOut:
    return LinkOut(
        id=link.id,
        url=link.url,
        article_id=link.article_id,
        language=link.language,
        department=link.department,
        state=LinkState(link.state),
        status=link.status,
        problem=link.problem,
        checked_at=link.checked_at,
        moved_to=link.moved_to,
    )
