"""How is an article written, opened, compared and previewed over HTTP?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.wording import load_wording
from assistant.errors import ArticleRefused, InvalidInput
from assistant.languages import LANGUAGES
from ingestion.documents.typed_article import read_typed_article
from knowledge_base.article import ArticleContent
from knowledge_base.desk.differences import FieldDifference, compare_versions
from knowledge_base.desk.heads import readable_versions
from knowledge_base.desk.preview import preview_answer
from knowledge_base.editing import save_version
from knowledge_base.models import content_of
from knowledge_base.register import known_departments
from knowledge_base.versions import pick
from ui.api.curation_bodies import MAX_NUMBER, ArticleId, ArticleIn, ChangedArticleIn, NewArticleIn, PreviewIn
from ui.api.curation_desk import show_desk
from ui.api.curation_wire import DeskOut, DifferenceOut, FieldDifferenceOut, PreviewOut
from ui.api.model_help_wire import help_of
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.rendering import to_html
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1", tags=["knowledge"], responses=PROBLEM_RESPONSES)

Editor = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_EDIT))]
Number = Annotated[int | None, Query(ge=1, le=MAX_NUMBER)]


@router.post("/articles", status_code=201)
def create_article(body: NewArticleIn, actor: Editor, service: TheService) -> DeskOut:
    """Begin an article: its first draft, which nobody outside the desk sees."""
    with service.database.write() as session:
        content = _read(session, service, body)
        save_version(session, content, actor=actor, base=0, note=body.note, model_help=help_of(body.model_help))
    return show_desk(service, content.id, actor=actor)


@router.put("/articles/{article_id:path}")
def edit_article(article_id: ArticleId, body: ChangedArticleIn, actor: Editor, service: TheService) -> DeskOut:
    """Save another wording as a new draft; nothing that is live changes.  409 where somebody saved one meanwhile."""
    if body.id not in (None, article_id):
        raise InvalidInput("an article keeps its id", field="id")
    with service.database.write() as session:
        newest = readable_versions(session, article_id, actor=actor)[0]
        content = _read(session, service, body, article_id=article_id, category=newest.category)
        save_version(session, content, actor=actor, base=body.base, note=body.note, model_help=help_of(body.model_help))
    return show_desk(service, article_id, actor=actor)


@router.get("/articles/{article_id:path}/desk")
def open_article(article_id: ArticleId, actor: Editor, service: TheService, version: Number = None) -> DeskOut:
    """An article with its versions, checks, comments and history, at the version that is worked on or is live."""
    return show_desk(service, article_id, actor=actor, number=version)


@router.get("/articles/{article_id:path}/difference")
def compare(
    article_id: ArticleId,
    actor: Editor,
    service: TheService,
    from_: Annotated[int, Query(alias="from", ge=1, le=MAX_NUMBER)],
    to: Annotated[int, Query(ge=1, le=MAX_NUMBER)],
) -> DifferenceOut:
    """What differs between two versions, word by word, Chinese by characters."""
    with service.database.read() as session:
        versions = readable_versions(session, article_id, actor=actor)
        before, after = content_of(pick(versions, from_)), content_of(pick(versions, to))
    fields = [_field_out(difference) for difference in compare_versions(before, after)]
    return DifferenceOut.model_validate({"from": from_, "to": to, "fields": fields})


@router.post("/knowledge/preview")
def preview(body: PreviewIn, actor: Editor, service: TheService) -> PreviewOut:
    """What a citizen would read who asks in the words of its title; nothing is stored."""
    if body.language not in LANGUAGES:
        raise InvalidInput(f"unknown language; known are {', '.join(LANGUAGES)}", field="language")
    with service.database.read() as session:
        try:
            content = _read(session, service, body.content)
        except ArticleRefused as refused:
            raise ArticleRefused(tuple((f"content.{f}", message) for f, message in refused.problems)) from refused
    shown = preview_answer(content, body.language, load_wording())
    return PreviewOut(
        title=shown.hit.title,
        html=to_html(shown.markdown),
        source_url=shown.hit.url,
        last_reviewed=shown.hit.last_reviewed,
        is_excerpt=shown.hit.excerpt is not None,
    )


def _read(
    session: Session, service: Service, body: ArticleIn, *, article_id: str | None = None, category: str = ""
) -> ArticleContent:
    given = body.model_dump(include=set(ArticleIn.model_fields))
    if article_id is not None:
        given["id"] = article_id
    departments = known_departments(session, service.catalogue)
    return read_typed_article(given, service.catalogue, departments=departments, category=category)


def _field_out(difference: FieldDifference) -> FieldDifferenceOut:
    return FieldDifferenceOut.model_validate(difference, from_attributes=True)
