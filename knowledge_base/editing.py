"""How does an article's wording come to be?  A new wording is always a new version."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.database import utc_now
from assistant.errors import EditConflict, InvalidInput
from knowledge_base.article import ArticleContent
from knowledge_base.desk.owners import list_owners
from knowledge_base.models import Article, ArticleVersion, Origin, VersionState, VersionText
from knowledge_base.proposals.model_help import ModelHelp, write_help
from knowledge_base.versions import FIRST, chain, hash_content, list_versions, lock_versions

_UNFINISHED = (VersionState.DRAFT, VersionState.IN_REVIEW)


def save_version(
    session: Session,
    content: ArticleContent,
    *,
    actor: Actor,
    base: int | None = None,
    note: str = "",
    origin: Origin = Origin.DESK,
    origin_ref: str | None = None,
    model_help: Sequence[ModelHelp] = (),
) -> ArticleVersion | None:
    """Keep `content` as a new draft; None when the article's newest version already says exactly this.

    `base` is the number of the version that was edited, 0 for a new article; a draft that nobody has approved yet is
    superseded, an approved one keeps its approval for itself.  `model_help` is what a model had a part in; who approves
    is told it also of the drafts before that nobody has approved.  Raises EditConflict when a newer one has been saved
    since.
    """
    actor.require(Permission.KNOWLEDGE_EDIT, content.department)
    session.scalar(select(Article.id).where(Article.id == content.id).with_for_update())
    versions = list_versions(session, content.id)
    newest = versions[0] if versions else None
    actor.require(Permission.KNOWLEDGE_EDIT, *({newest.department} if newest else ()))
    number = newest.number if newest else 0
    if base is not None and base != number:
        raise EditConflict(f"{content.id} has version {number}, which {_author(newest)} saved meanwhile", newest=number)
    content_hash = hash_content(content)
    if newest is not None and newest.content_hash == content_hash:
        return None
    carried = (newest.model_help or []) if newest is not None and newest.state in _UNFINISHED else []
    for version in versions:
        if version.state in _UNFINISHED:
            version.state = VersionState.SUPERSEDED
    version = _draft_after(newest, content, content_hash, author=actor.name)
    version.note, version.origin, version.origin_ref = note, origin, origin_ref
    version.model_help = [*carried, *write_help(model_help)] or None
    session.add(version)
    session.flush()
    helped = {"models": sorted({one.model for one in model_help})} if model_help else {}
    record_event(session, actor, action="article.version.save", subject=content.id, version=version.number, **helped)
    return version


def _draft_after(
    newest: ArticleVersion | None, content: ArticleContent, content_hash: str, *, author: str
) -> ArticleVersion:
    number = newest.number + 1 if newest else 1
    return ArticleVersion(
        article=newest.article if newest else Article(id=content.id, created_at=utc_now()),
        number=number,
        department=content.department,
        category=content.category,
        audience=content.audience.value,
        source_url=content.source_url,
        effective_from=content.effective_from,
        effective_until=content.effective_until,
        review_by=content.review_by,
        tags=list(content.tags),
        content_hash=content_hash,
        author=author,
        created_at=utc_now(),
        chain_hash=chain(newest.chain_hash if newest else FIRST, content_hash, number, author),
        state=VersionState.DRAFT,
        texts=[
            VersionText(
                language=language, question=wording.question, answer=wording.answer, variants=list(wording.variants)
            )
            for language, wording in content.text.items()
        ],
    )


def assign_owner(session: Session, article_id: str, owner: str | None, *, actor: Actor) -> Article:
    """Name who keeps the article true; None for nobody.

    Raises ArticleNotFound, and InvalidInput for somebody who may not edit it.
    """
    actor.require(Permission.KNOWLEDGE_EDIT)
    newest = lock_versions(session, article_id)[0]
    actor.require(Permission.KNOWLEDGE_EDIT, newest.department)
    if owner is not None and owner not in {user.username for user in list_owners(session, newest.department)}:
        raise InvalidInput("nobody of that name edits articles of this department", field="owner")
    newest.article.owner = owner
    record_event(session, actor, action="article.owner", subject=article_id, owner=owner)
    return newest.article


def _author(version: ArticleVersion | None) -> str:
    return version.author if version else "nobody"
