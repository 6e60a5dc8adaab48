"""How does an article's wording come to be, go live, and stop?  A new wording is always a new version."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import event, select, text
from sqlalchemy.orm import Session, SessionTransaction

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.database import utc_now
from assistant.errors import ArticleNotFound, TransitionNotAllowed
from knowledge_base.article import ArticleContent
from knowledge_base.models import Article, ArticleVersion, KnowledgeChange, VersionState, VersionText
from knowledge_base.publishing import write_passages

_CHANGE = "knowledge_change"


def save_version(session: Session, content: ArticleContent, *, actor: Actor) -> ArticleVersion | None:
    """Keep `content` as a new draft; None when the article's newest version already says exactly this."""
    actor.require(Permission.KNOWLEDGE_IMPORT)
    versions = _versions(session, content.id)
    newest = versions[0] if versions else None
    content_hash = _hash(content)
    if newest is not None and newest.content_hash == content_hash:
        return None
    article = newest.article if newest is not None else Article(id=content.id, created_at=utc_now())
    version = ArticleVersion(
        article=article,
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
            VersionText(
                language=language, question=wording.question, answer=wording.answer, variants=list(wording.variants)
            )
            for language, wording in content.text.items()
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
    versions = _versions(session, article_id)
    if not versions:
        raise ArticleNotFound(article_id)
    newest = versions[0]
    if newest.state not in (VersionState.DRAFT, VersionState.WITHDRAWN):
        raise TransitionNotAllowed(f"{article_id} version {newest.number} is {newest.state}, not a draft")
    if newest.state == VersionState.DRAFT:
        write_passages(session, newest)
    change = _change_of(session)
    for version in versions:
        if version.state == VersionState.PUBLISHED:
            version.state, version.change = VersionState.SUPERSEDED, change
    newest.state, newest.change, newest.published_at = VersionState.PUBLISHED, change, utc_now()
    record_event(session, actor, action="article.publish", subject=article_id, version=newest.number)
    return newest


def withdraw(session: Session, article_id: str, *, actor: Actor, reason: str = "") -> ArticleVersion:
    """Take the live version away from every searcher at once.  Raises ArticleNotFound when nothing is live."""
    actor.require(Permission.KNOWLEDGE_WITHDRAW)
    live = next((v for v in _versions(session, article_id) if v.state == VersionState.PUBLISHED), None)
    if live is None:
        raise ArticleNotFound(article_id)
    live.state, live.change = VersionState.WITHDRAWN, _change_of(session)
    record_event(session, actor, action="article.withdraw", subject=article_id, version=live.number, reason=reason)
    return live


def _versions(session: Session, article_id: str) -> list[ArticleVersion]:
    """Every version of an article, the newest first."""
    query = select(ArticleVersion).where(ArticleVersion.article_id == article_id)
    return list(session.scalars(query.order_by(ArticleVersion.number.desc())))


def _change_of(session: Session) -> int:
    """The number of the change that this transaction makes.

    Numbers must become visible in their order, or a searcher that has seen a later one would miss an earlier one; so on
    PostgreSQL, where writers run side by side, whoever takes one makes the others wait until the transaction ends.
    """
    taken: int | None = session.info.get(_CHANGE)
    if taken is not None:
        return taken
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE knowledge_changes IN EXCLUSIVE MODE"))
    change = KnowledgeChange(at=utc_now())
    session.add(change)
    session.flush()
    session.info[_CHANGE] = change.number
    return change.number


@event.listens_for(Session, "after_transaction_end")
def _forget_change(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:  # A flush ends a transaction inside the session's own.
        session.info.pop(_CHANGE, None)


def _hash(content: ArticleContent) -> str:
    texts = {lang: [t.question, t.answer, *t.variants] for lang, t in sorted(content.text.items())}
    dates = [content.effective_from, content.effective_until, content.review_by]
    parts = [content.department, content.category, content.source_url, content.audience, *map(str, dates), content.tags]
    return hashlib.sha256(json.dumps([texts, parts], ensure_ascii=False).encode()).hexdigest()
