"""Who else has read a draft, and who says why a check's finding does not matter?

draft → in review → approved; whoever wrote any of what is new never approves it.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.database import utc_now
from assistant.errors import InvalidInput, PermissionDenied, TransitionNotAllowed
from assistant.signals import WORK, send_signal
from knowledge_base.gaps.skeleton import is_unwritten
from knowledge_base.models import ArticleVersion, CheckKind, VersionCheck, VersionState, content_of
from knowledge_base.versions import live_version, lock_versions, pick, require_state, require_unaltered


def submit(session: Session, article_id: str, number: int, *, actor: Actor) -> ArticleVersion:
    """Ask for another person's approval.  Raises ArticleNotFound, TransitionNotAllowed."""
    version, _ = _open(session, article_id, number, Permission.KNOWLEDGE_EDIT, actor)
    actor.require(Permission.KNOWLEDGE_EDIT, version.department)
    require_state(version, VersionState.DRAFT)
    if is_unwritten(content_of(version)):
        raise TransitionNotAllowed("the answer still waits to be written")
    version.state, version.submitted_at = VersionState.IN_REVIEW, utc_now()
    record_event(session, actor, action="article.submit", subject=article_id, version=number)
    send_signal(session, WORK)
    return version


def send_back(session: Session, article_id: str, number: int, *, actor: Actor, reason: str) -> ArticleVersion:
    """A draft again: its author takes it back, or an approver or publisher says what to change.

    Raises ArticleNotFound, TransitionNotAllowed.
    """
    version, _ = _open(session, article_id, number, Permission.KNOWLEDGE_EDIT, actor)
    actor.require(Permission.KNOWLEDGE_EDIT, version.department)
    require_state(version, VersionState.IN_REVIEW, VersionState.APPROVED)
    if actor.name != version.author:
        actor.require(Permission.KNOWLEDGE_APPROVE, version.department)
    version.state = VersionState.DRAFT
    version.submitted_at = version.approved_by = version.approved_at = version.publish_on = None
    record_event(session, actor, action="article.send_back", subject=article_id, version=number, reason=reason)
    return version


def approve(session: Session, article_id: str, number: int, *, actor: Actor) -> ArticleVersion:
    """Vouch for a version as a second person.

    Raises PermissionDenied for who has written it, or any other version since the live one; ArticleNotFound;
    TransitionNotAllowed, also for a version that was altered past the desk.
    """
    version, versions = _open(session, article_id, number, Permission.KNOWLEDGE_APPROVE, actor)
    actor.require(Permission.KNOWLEDGE_APPROVE, version.department)
    require_state(version, VersionState.IN_REVIEW)
    if actor.user_id is None:
        raise PermissionDenied("only a person who has signed in may approve")
    if actor.name in unseen_authors(versions, version):
        raise PermissionDenied("nobody approves what they have written themselves")
    require_unaltered(version, _before(versions, version))
    version.state, version.approved_by, version.approved_at = VersionState.APPROVED, actor.name, utc_now()
    record_event(
        session, actor, action="article.approve", subject=article_id, version=number, content=version.content_hash
    )
    return version


def unseen_authors(versions: list[ArticleVersion], version: ArticleVersion) -> set[str]:
    """Who has written any version since the live one up to this one, and so approves none of it."""
    live = live_version(versions)
    return {v.author for v in versions if (live.number if live else 0) < v.number <= version.number}


def explain(
    session: Session, article_id: str, number: int, kind: CheckKind, *, actor: Actor, reason: str
) -> VersionCheck:
    """Say why a version may go live although a check did not pass; of a replay only a publisher may.

    Raises ArticleNotFound, InvalidInput without a reason, TransitionNotAllowed for a check that was not made or passed.
    """
    needed = Permission.KNOWLEDGE_PUBLISH if kind is CheckKind.REPLAY else Permission.KNOWLEDGE_EDIT
    version, _ = _open(session, article_id, number, needed, actor)
    actor.require(needed, version.department)
    if not reason.strip():
        raise InvalidInput("say why it may go live all the same", field="reason")
    check = session.get(VersionCheck, (version.id, kind.value))
    if check is None or check.passed:
        raise TransitionNotAllowed(f"the check {kind} has found nothing to explain")
    check.reason, check.decided_by = reason.strip(), actor.name
    record_event(
        session, actor, action="article.explain", subject=article_id, version=number, check=kind.value, reason=reason
    )
    return check


def _open(
    session: Session, article_id: str, number: int, permission: Permission, actor: Actor
) -> tuple[ArticleVersion, list[ArticleVersion]]:
    """The version and all of its article's, once the actor holds the permission at all."""
    actor.require(permission)
    versions = lock_versions(session, article_id)
    return pick(versions, number), versions


def _before(versions: list[ArticleVersion], version: ArticleVersion) -> ArticleVersion | None:
    return next((other for other in versions if other.number == version.number - 1), None)
