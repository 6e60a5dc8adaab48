"""Which versions has an article, are they as they were written, and which one is live?"""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import event, select, text
from sqlalchemy.orm import Session, SessionTransaction

from assistant.database import utc_now
from assistant.errors import ArticleNotFound, TransitionNotAllowed
from knowledge_base.article import ArticleContent
from knowledge_base.models import Article, ArticleVersion, KnowledgeChange, VersionState, content_of

FIRST = "0" * 64
"""What stands before an article's first version."""
_CHANGE = "knowledge_change"


def list_versions(session: Session, article_id: str) -> list[ArticleVersion]:
    """Every version of an article, the newest first; none for an article that is not there."""
    query = select(ArticleVersion).where(ArticleVersion.article_id == article_id)
    return list(session.scalars(query.order_by(ArticleVersion.number.desc())))


def lock_versions(session: Session, article_id: str) -> list[ArticleVersion]:
    """As `list_versions`, while no other transaction changes the article.  Raises ArticleNotFound."""
    locked = session.scalar(select(Article.id).where(Article.id == article_id).with_for_update())
    versions = list_versions(session, article_id) if locked else []
    if not versions:
        raise ArticleNotFound(article_id)
    return versions


def pick(versions: list[ArticleVersion], number: int | None) -> ArticleVersion:
    """The version of that number; None is the newest.  Raises ArticleNotFound."""
    for version in versions:
        if number in (None, version.number):
            return version
    raise ArticleNotFound(f"version {number}")


def live_version(versions: list[ArticleVersion]) -> ArticleVersion | None:
    return next((version for version in versions if version.state == VersionState.PUBLISHED), None)


def require_state(version: ArticleVersion, *allowed: VersionState) -> None:
    """Raises TransitionNotAllowed unless the version is in one of the `allowed` states."""
    if version.state not in allowed:
        wanted = " or ".join(allowed)
        raise TransitionNotAllowed(f"{version.article_id} version {version.number} is {version.state}, not {wanted}")


def require_unaltered(version: ArticleVersion, before: ArticleVersion | None) -> None:
    """Raises TransitionNotAllowed for a version whose text is no longer the one that its author saved."""
    before_hash = before.chain_hash if before else FIRST
    content_hash = hash_content(content_of(version))
    if version.chain_hash != chain(before_hash, content_hash, version.number, version.author):
        raise TransitionNotAllowed(f"{version.article_id} version {version.number} was altered after it was saved")


def hash_content(content: ArticleContent) -> str:
    """A digest of everything that `content` says."""
    texts = {lang: [t.question, t.answer, *t.variants] for lang, t in sorted(content.text.items())}
    dates = [content.effective_from, content.effective_until, content.review_by]
    parts = [content.department, content.category, content.source_url, content.audience, *map(str, dates), content.tags]
    return hashlib.sha256(json.dumps([texts, parts], ensure_ascii=False).encode()).hexdigest()


def chain(before: str, content_hash: str, number: int, author: str) -> str:
    """The `chain_hash` of a version that follows the one whose `chain_hash` is `before`."""
    return hashlib.sha256(json.dumps([before, content_hash, number, author], ensure_ascii=False).encode()).hexdigest()


def set_live(session: Session, version: ArticleVersion, versions: list[ArticleVersion]) -> None:
    """`version` is live from here on, and the one of `versions` that was live no longer is."""
    change, now = change_of(session), utc_now()
    for other in versions:
        if other.state == VersionState.PUBLISHED:
            other.state, other.change, other.ended_at = VersionState.SUPERSEDED, change, now
    version.state, version.change, version.published_at = VersionState.PUBLISHED, change, now
    version.publish_on = version.expires_on = version.ended_at = None


def end(session: Session, version: ArticleVersion, state: VersionState) -> None:
    """A live version is live no longer: every searcher sees so with its next question."""
    version.state, version.change, version.ended_at = state, change_of(session), utc_now()


def change_of(session: Session) -> int:
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
