"""What is missing in the knowledge, and what is made of it?  For who edits it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.knowledge import Hit
from assistant.answering.knowledge import Query as Asked
from assistant.errors import ArticleNotFound, InvalidInput
from assistant.languages import LANGUAGES
from ingestion.documents.typed_article import read_typed_article
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.gaps import deciding
from knowledge_base.gaps.effect import list_asked, measure_effect
from knowledge_base.gaps.models import GapKind, GapReason, GapState
from knowledge_base.gaps.nearest import find_nearest
from knowledge_base.gaps.policy import load_policy
from knowledge_base.gaps.register import Wanted, find_group, list_groups
from knowledge_base.models import ArticleVersion, content_of
from knowledge_base.register import find_article, known_departments
from knowledge_base.rehearsal import rehearse
from knowledge_base.versions import list_versions
from ui.api.gaps_wire import (
    DismissIn,
    DraftedOut,
    EffectIn,
    EffectOut,
    GapDraftIn,
    GapGroupsOut,
    GapVariantsIn,
    ReplyGroupsOut,
    WordedDraftIn,
    effect_out,
    gap_group_out,
    reply_group_out,
)
from ui.api.model_help_wire import help_of
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1", tags=["knowledge"], responses=PROBLEM_RESPONSES)

Editor = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_EDIT))]
GroupId = Annotated[int, Path(ge=1, le=2**31 - 1)]
Code = Annotated[str | None, Query(max_length=100, pattern=PLAIN_LINE)]
Days = Annotated[int, Query(ge=1, le=3660)]
Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[str, Query(max_length=40, pattern=r"^(\d{1,9}-\d{1,9})?$")]


@router.get("/knowledge/gaps")
def read_gaps(
    actor: Editor,
    service: TheService,
    days: Days = 90,
    department: Code = None,
    language: LanguageCode | None = None,
    reason: GapReason | None = None,
    state: GapState | None = None,
    names: LanguageCode = "en",
    limit: Limit = 50,
    after: After = "",
) -> GapGroupsOut:
    """Questions that were not answered well, grouped by meaning, the largest group first; `names` is the reader's."""
    wanted = Wanted(GapKind.QUESTION, days, department, language, reason, state)
    with service.database.read() as session:
        page = list_groups(session, wanted, actor=actor, limit=limit, after=after)
    nearest = find_nearest(service.knowledge, [listed.row for listed in page.groups])
    groups = [
        gap_group_out(listed, found, service.catalogue, names)
        for listed, found in zip(page.groups, nearest, strict=True)
    ]
    return GapGroupsOut(groups=groups, next=page.next, total_questions=page.total)


@router.post("/knowledge/gaps/{group_id}/draft", status_code=201)
def draft_article(group_id: GroupId, body: WordedDraftIn, actor: Editor, service: TheService) -> DraftedOut:
    """Make a draft of a group; its answer waits to be written, with the nearest article and replies as material.

    `text` is what the caller has taken already, as of a model's proposal.
    """
    _check_place(service, body)
    worded = _read_text(service, body)
    with service.database.read() as session:
        title = find_group(session, group_id, GapKind.QUESTION, actor=actor).title
    nearest = _nearest_by_language(service, title)
    with service.database.write() as session:
        version = deciding.draft_article(
            session,
            group_id,
            actor=actor,
            department=body.department,
            category=body.category,
            nearest=nearest,
            worded=worded,
            model_help=help_of(body.model_help),
        )
        return _drafted(version)


@router.post("/knowledge/gaps/{group_id}/variants", status_code=201)
def add_variants(group_id: GroupId, body: GapVariantsIn, actor: Editor, service: TheService) -> DraftedOut:
    """Give an article further ways to ask for it, as a new draft version."""
    with service.database.write() as session:
        version = deciding.add_variants(
            session,
            group_id,
            body.article_id,
            actor=actor,
            language=body.language,
            variants=body.variants,
            model_help=help_of(body.model_help),
        )
        return _drafted(version)


@router.post("/knowledge/gaps/{group_id}/dismiss", status_code=204)
def dismiss_gap(group_id: GroupId, body: DismissIn, actor: Editor, service: TheService) -> None:
    """Say that nothing is to be written about a group, and why."""
    with service.database.write() as session:
        deciding.dismiss(session, group_id, GapKind.QUESTION, actor=actor, reason=body.reason)


@router.get("/knowledge/recurring-replies")
def read_recurring_replies(
    actor: Editor,
    service: TheService,
    days: Days = 90,
    department: Code = None,
    language: LanguageCode | None = None,
    state: GapState | None = None,
    names: LanguageCode = "en",
    limit: Limit = 50,
    after: After = "",
) -> ReplyGroupsOut:
    """What agents wrote again and again in their own words; never what the assistant said or suggested."""
    wanted = Wanted(GapKind.REPLY, days, department, language, state=state, least=load_policy().least_replies)
    with service.database.read() as session:
        page = list_groups(session, wanted, actor=actor, limit=limit, after=after)
    groups = [reply_group_out(listed, service.catalogue, names) for listed in page.groups]
    return ReplyGroupsOut(groups=groups, next=page.next, total_replies=page.total)


@router.post("/knowledge/recurring-replies/{group_id}/draft", status_code=201)
def draft_from_replies(group_id: GroupId, body: GapDraftIn, actor: Editor, service: TheService) -> DraftedOut:
    """Make a draft that says what agents wrote, asked as they were asked."""
    _check_place(service, body)
    with service.database.write() as session:
        version = deciding.draft_from_replies(
            session, group_id, actor=actor, department=body.department, category=body.category
        )
        return _drafted(version)


@router.post("/knowledge/recurring-replies/{group_id}/dismiss", status_code=204)
def dismiss_replies(group_id: GroupId, body: DismissIn, actor: Editor, service: TheService) -> None:
    """Say that nothing is to be written of these replies, and why."""
    with service.database.write() as session:
        deciding.dismiss(session, group_id, GapKind.REPLY, actor=actor, reason=body.reason)


@router.post("/articles/{article_id:path}/variants/effect")
def try_variants(
    article_id: Annotated[str, Path(max_length=200, pattern=PLAIN_LINE)],
    body: EffectIn,
    actor: Editor,
    service: TheService,
    days: Annotated[int, Query(ge=1, le=90)] = 30,
) -> EffectOut:
    """Which of the questions asked the article would win with these variants, and which it would steal from others."""
    with service.database.read() as session:
        base = find_base(service, article_id, actor)
        asked = list_asked(session, days=days)
    content = deciding.with_variants(base, body.language, body.variants)
    rehearsed = rehearse(service.database, service.knowledge, [content])
    return effect_out(measure_effect(article_id, asked, live=service.knowledge, rehearsed=rehearsed))


def find_base(service: Service, article_id: str, actor: Actor) -> ArticleContent:
    """What is live of the article, or its newest draft.  Raises ArticleNotFound, also for a draft of others."""
    with service.database.read() as session:
        try:
            version = find_article(session, article_id)
        except ArticleNotFound:
            versions = list_versions(session, article_id)
            if not versions or not actor.serves(versions[0].department):
                raise
            version = versions[0]
        actor.require(Permission.KNOWLEDGE_EDIT, version.department)
        return content_of(version)


def _check_place(service: Service, body: GapDraftIn) -> None:
    """Raises InvalidInput for a department or a category that is not known."""
    with service.database.read() as session:
        if body.department not in known_departments(session, service.catalogue):
            raise InvalidInput("there is no such department", field="department")
    if body.category and body.category not in service.catalogue.categories:
        raise InvalidInput("there is no such category", field="category")


def _read_text(service: Service, body: WordedDraftIn) -> Mapping[str, ArticleText]:
    """The wordings as they are kept, without what nobody sees.  Raises ArticleRefused as the desk does."""
    if not body.text:
        return {}
    wordings = {language: wording.model_dump() for language, wording in body.text.items()}
    given = {"id": "a-gap", "department": body.department, "text": wordings}
    return read_typed_article(given, service.catalogue, departments={body.department}, category=body.category).text


def _nearest_by_language(service: Service, title: str) -> dict[str, Hit]:
    results = service.knowledge.search_many([Asked(title, language) for language in LANGUAGES], limit=3)
    found = zip(LANGUAGES, results, strict=True)
    return {language: result.hits[0] for language, result in found if result.hits}


def _drafted(version: ArticleVersion) -> DraftedOut:
    return DraftedOut(article_id=version.article_id, version=version.number)
