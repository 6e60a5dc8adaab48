"""How does an article's wording come to be, go live, and stop?  A new wording is always a new version."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.database import utc_now
from assistant.errors import ArticleNotFound, TransitionNotAllowed
from knowledge_base.article import ArticleContent
from knowledge_base.models import Article, ArticleVersion, KnowledgeChange, VersionState, VersionText
from knowledge_base.publishing import write_passages


def save_version(session: Session, content: ArticleContent, *, actor: Actor) -> ArticleVersion | None:
    """Keep `content` as a new draft; None when the article's newest version already says exactly this."""
    actor.require(Permission.KNOWLEDGE_IMPORT)
    newest = _newest_version(session, content.id)
    content_hash = _hash(content)
    if newest is not None and newest.content_hash == content_hash:
        return None
    if newest is None:
        session.add(Article(id=content.id, created_at=utc_now()))
        session.flush()
    version = ArticleVersion(
        article_id=content.id,
        number=1 if newest is None else newest.number + 1,
        department=content.department,
        category=content.category,
        audience=content.audience.value,
        source_url=content.source_url,
        effective_from=content.effective_from,
        effective_until=content.effective_until,
        review_by=content.review_by,
        tags=list(content.tags),
        content_hash=content_hash,
        author=actor.name,
        created_at=utc_now(),
        state=VersionState.DRAFT,
        texts=[
            VersionText(language=language, question=text.question, answer=text.answer, variants=list(text.variants))
            for language, text in content.text.items()
        ],
    )
    session.add(version)
    session.flush()
    record_event(session, actor, action="article.version.save", subject=content.id, version=version.number)
    return version


def publish(session: Session, article_id: str, *, actor: Actor) -> ArticleVersion:
    """Make the newest draft the live version; the version that was live is superseded.

    Raises ArticleNotFound, and TransitionNotAllowed when the newest version is not a draft or a withdrawn one.
    """
    actor.require(Permission.KNOWLEDGE_PUBLISH)
    newest = _newest_version(session, article_id)
    if newest is None:
        raise ArticleNotFound(article_id)
    if newest.state not in (VersionState.DRAFT, VersionState.WITHDRAWN):
        raise TransitionNotAllowed(f"{article_id} version {newest.number} is {newest.state}, not a draft")
    change = _next_change(session)
    live = _live_version(session, article_id)
    if live is not None:
        live.state, live.change = VersionState.SUPERSEDED, change
    newest.state, newest.change, newest.published_at = VersionState.PUBLISHED, change, utc_now()
    write_passages(session, newest)
    record_event(session, actor, action="article.publish", subject=article_id, version=newest.number)
    return newest


def withdraw(session: Session, article_id: str, *, actor: Actor, reason: str = "") -> ArticleVersion:
    """Take the live version away from every searcher at once.  Raises ArticleNotFound when nothing is live."""
    actor.require(Permission.KNOWLEDGE_WITHDRAW)
    live = _live_version(session, article_id)
    if live is None:
        raise ArticleNotFound(article_id)
    live.state, live.change = VersionState.WITHDRAWN, _next_change(session)
    record_event(session, actor, action="article.withdraw", subject=article_id, version=live.number, reason=reason)
    return live


def _newest_version(session: Session, article_id: str) -> ArticleVersion | None:
    newest = select(func.max(ArticleVersion.number)).where(ArticleVersion.article_id == article_id).scalar_subquery()
    return session.scalar(
        select(ArticleVersion).where(ArticleVersion.article_id == article_id, ArticleVersion.number == newest)
    )


def _live_version(session: Session, article_id: str) -> ArticleVersion | None:
    return session.scalar(
        select(ArticleVersion)
        .where(ArticleVersion.article_id == article_id, ArticleVersion.state == VersionState.PUBLISHED)
        .options(selectinload(ArticleVersion.texts))
    )


def _next_change(session: Session) -> int:
    change = KnowledgeChange(at=utc_now())
    session.add(change)
    session.flush()
    return change.number


def _hash(content: ArticleContent) -> str:
    texts = {lang: [t.question, t.answer, *t.variants] for lang, t in sorted(content.text.items())}
    dates = [content.effective_from, content.effective_until, content.review_by]
    parts = [content.department, content.category, content.source_url, content.audience, *map(str, dates), content.tags]
    return hashlib.sha256(json.dumps([texts, parts], ensure_ascii=False).encode()).hexdigest()
