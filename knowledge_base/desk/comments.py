"""What do people at the desk say about an article, and what of it is settled?"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.texts import written
from assistant.database import utc_now
from assistant.errors import ArticleNotFound, InvalidInput
from assistant.languages import LANGUAGES
from knowledge_base.models import ArticleComment
from knowledge_base.versions import lock_versions, pick

MAX_LENGTH = 5_000


def add_comment(
    session: Session, article_id: str, *, actor: Actor, text: str, version: int, language: str | None = None
) -> ArticleComment:
    """Say something about a version, or about its wording in one language.

    Raises ArticleNotFound, and InvalidInput for an empty or long text and an unknown language.
    """
    actor.require(Permission.KNOWLEDGE_EDIT)
    about = pick(lock_versions(session, article_id), version)
    actor.require(Permission.KNOWLEDGE_EDIT, about.department)
    if language is not None and language not in LANGUAGES:
        raise InvalidInput(f"unknown language; known are {', '.join(LANGUAGES)}", field="language")
    comment = ArticleComment(
        article_id=article_id,
        version=about.number,
        language=language,
        author=actor.name,
        text=written(text, "text", at_most=MAX_LENGTH),
        at=utc_now(),
    )
    session.add(comment)
    session.flush()
    record_event(session, actor, action="article.comment", subject=article_id, version=version, comment=comment.id)
    return comment


def settle_comment(session: Session, article_id: str, comment_id: int, *, actor: Actor) -> ArticleComment:
    """Say that a comment needs no more; once settled it stays with who settled it first.  Raises ArticleNotFound."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    newest = lock_versions(session, article_id)[0]
    actor.require(Permission.KNOWLEDGE_EDIT, newest.department)
    comment = session.get(ArticleComment, comment_id)
    if comment is None or comment.article_id != article_id:
        raise ArticleNotFound("no such comment")
    if comment.settled_at is None:
        comment.settled_by, comment.settled_at = actor.name, utc_now()
        record_event(session, actor, action="article.comment.settle", subject=article_id, comment=comment_id)
    return comment


def list_comments(session: Session, article_id: str) -> list[ArticleComment]:
    """Every comment on an article, the oldest first."""
    query = select(ArticleComment).where(ArticleComment.article_id == article_id)
    return list(session.scalars(query.order_by(ArticleComment.id)))
