"""When does an approved version go live, and how is a live one stopped or brought back?"""

from __future__ import annotations

import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.database import today_here, utc_now
from assistant.errors import ArticleNotFound, InvalidInput, PublishBlocked, TransitionNotAllowed
from assistant.signals import WORK, send_signal
from knowledge_base.models import ArticleVersion, CheckKind, PassageRow, VersionCheck, VersionState
from knowledge_base.publishing import write_passages
from knowledge_base.versions import (
    end,
    live_version,
    lock_versions,
    pick,
    require_state,
    require_unaltered,
    set_live,
)

_NEVER_LIVE = (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.APPROVED)


def publish(session: Session, article_id: str, *, actor: Actor, number: int | None = None) -> ArticleVersion:
    """Make an approved version live, by default the newest; the version that was live is superseded.

    Who may vouch for the knowledge alone may publish a draft too, or the newest version although it was withdrawn.
    Raises ArticleNotFound, TransitionNotAllowed, and PublishBlocked when a check is missing or unexplained.
    """
    actor.require(Permission.KNOWLEDGE_PUBLISH)
    versions = lock_versions(session, article_id)
    version = pick(versions, number)
    actor.require(Permission.KNOWLEDGE_PUBLISH, version.department)
    if actor.may(Permission.KNOWLEDGE_VOUCH):
        require_state(version, *_NEVER_LIVE, VersionState.WITHDRAWN)
    else:
        require_state(version, VersionState.APPROVED)
        require_checks(session, version)
    go_live(session, version, versions)
    record_event(session, actor, action="article.publish", subject=article_id, version=version.number)
    return version


def schedule(
    session: Session, article_id: str, number: int, *, at: datetime.datetime | None, actor: Actor
) -> ArticleVersion:
    """Publish an approved version at `at`; None takes the date away.

    Raises ArticleNotFound, InvalidInput for a time that is past, TransitionNotAllowed, PublishBlocked.
    """
    actor.require(Permission.KNOWLEDGE_PUBLISH)
    version = pick(lock_versions(session, article_id), number)
    actor.require(Permission.KNOWLEDGE_PUBLISH, version.department)
    require_state(version, VersionState.APPROVED)
    if at is not None:
        if at <= utc_now():
            raise InvalidInput("this time is past", field="at")
        require_checks(session, version)
    version.publish_on = at
    record_event(
        session, actor, action="article.schedule", subject=article_id, version=number, at=at and at.isoformat()
    )
    send_signal(session, WORK)
    return version


def withdraw(session: Session, article_id: str, *, actor: Actor, reason: str = "") -> ArticleVersion:
    """Take the live version away from every searcher at once.  Raises ArticleNotFound when nothing is live."""
    actor.require(Permission.KNOWLEDGE_WITHDRAW)
    live = _live(session, article_id)
    actor.require(Permission.KNOWLEDGE_WITHDRAW, live.department)
    end(session, live, VersionState.WITHDRAWN)
    record_event(session, actor, action="article.withdraw", subject=article_id, version=live.number, reason=reason)
    return live


def expire(
    session: Session, article_id: str, *, after: datetime.date | None, actor: Actor, reason: str = ""
) -> ArticleVersion:
    """Set the last day of the live version; a day that is past ends it now, None takes the day away.

    Raises ArticleNotFound when nothing is live.
    """
    actor.require(Permission.KNOWLEDGE_WITHDRAW)
    live = _live(session, article_id)
    actor.require(Permission.KNOWLEDGE_WITHDRAW, live.department)
    live.expires_on = after
    if after is not None and after < today_here():
        end(session, live, VersionState.EXPIRED)
    record_event(
        session,
        actor,
        action="article.expire",
        subject=article_id,
        version=live.number,
        after=after and after.isoformat(),
        reason=reason,
    )
    return live


def restore(session: Session, article_id: str, number: int, *, actor: Actor, reason: str = "") -> ArticleVersion:
    """Make a version live again that was live before: what was withdrawn in error, or the one before a bad change.

    Raises ArticleNotFound, TransitionNotAllowed for one that was never live, is live, or is past its last day.
    """
    actor.require(Permission.KNOWLEDGE_PUBLISH)
    versions = lock_versions(session, article_id)
    version = pick(versions, number)
    actor.require(Permission.KNOWLEDGE_PUBLISH, version.department)
    require_state(version, VersionState.SUPERSEDED, VersionState.WITHDRAWN, VersionState.EXPIRED)
    if version.published_at is None:
        raise TransitionNotAllowed(f"{article_id} version {number} was never live")
    if version.effective_until and version.effective_until < today_here():
        raise TransitionNotAllowed(f"{article_id} version {number} holds until {version.effective_until} only")
    go_live(session, version, versions)
    record_event(session, actor, action="article.restore", subject=article_id, version=number, reason=reason)
    return version


def require_checks(session: Session, version: ArticleVersion) -> None:
    """Raises PublishBlocked unless every check was made and passed, or somebody has said why not."""
    rows = session.scalars(select(VersionCheck).where(VersionCheck.version_id == version.id))
    checks = {check.kind: check for check in rows}
    missing = tuple(kind.value for kind in CheckKind if kind.value not in checks)
    if missing:
        raise PublishBlocked(f"not checked yet: {', '.join(missing)}", checks=missing)
    failed = tuple(kind for kind, check in checks.items() if not check.passed and not check.reason)
    if failed:
        raise PublishBlocked(f"a check did not pass and nobody has said why: {', '.join(failed)}", checks=failed)


def go_live(session: Session, version: ArticleVersion, versions: list[ArticleVersion]) -> None:
    """Store the passages of a version that goes live for the first time, and make it live.

    Raises TransitionNotAllowed for one that was altered past the desk.
    """
    require_unaltered(version, next((v for v in versions if v.number == version.number - 1), None))
    if session.scalar(select(PassageRow.id).where(PassageRow.version_id == version.id).limit(1)) is None:
        write_passages(session, version)
    set_live(session, version, versions)


def _live(session: Session, article_id: str) -> ArticleVersion:
    live = live_version(lock_versions(session, article_id))
    if live is None:
        raise ArticleNotFound(article_id)
    return live
