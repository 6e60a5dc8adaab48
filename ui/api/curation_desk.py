"""What does the desk show of one article?"""

from __future__ import annotations

from sqlalchemy import select

from assistant.accounts.permissions import Actor
from assistant.audit import AuditEvent
from knowledge_base.desk.comments import list_comments
from knowledge_base.desk.heads import readable_versions, shown_version
from knowledge_base.desk.history import list_history
from knowledge_base.desk.steps import allowed_steps
from knowledge_base.models import ArticleVersion, VersionCheck, content_of
from knowledge_base.versions import live_version, pick
from ui.api.curation_wire import (
    CheckOut,
    CommentOut,
    DeskOut,
    EventOut,
    VersionLineOut,
    VersionOut,
    content_out,
)
from ui.service import Service


def show_desk(service: Service, article_id: str, *, actor: Actor, number: int | None = None) -> DeskOut:
    """The article at one version, by default the one that is worked on or live.  Raises ArticleNotFound.

    After a step it is read anew: the audit has its event only once the step is committed.
    """
    with service.database.read() as session:
        versions = readable_versions(session, article_id, actor=actor)
        version = shown_version(versions) if number is None else pick(versions, number)
        live = live_version(versions)
        found = select(VersionCheck).where(VersionCheck.version_id == version.id).order_by(VersionCheck.kind)
        checks = list(session.scalars(found))
        # What was said and done about drafts stays with the department.
        is_own = actor.serves(versions[0].department)
        comments = list_comments(session, article_id) if is_own else []
        history = list_history(session, article_id) if is_own else []
        return DeskOut(
            id=article_id,
            owner=version.article.owner,
            department=version.department,
            live_number=live.number if live else None,
            newest_number=versions[0].number,
            version=_version_out(version),
            versions=[VersionLineOut.model_validate(v, from_attributes=True) for v in versions],
            checks=[CheckOut.model_validate(check, from_attributes=True) for check in checks],
            comments=[CommentOut.model_validate(comment, from_attributes=True) for comment in comments],
            history=[_event_out(event) for event in history],
            allowed=allowed_steps(version, versions, checks, actor=actor),
        )


def _version_out(version: ArticleVersion) -> VersionOut:
    own = {name: getattr(version, name) for name in VersionOut.model_fields if name != "content"}
    return VersionOut.model_validate({**own, "content": content_out(content_of(version))})


def _event_out(event: AuditEvent) -> EventOut:
    detail = dict(event.detail)
    return EventOut(
        at=event.at, actor=event.actor, action=event.action, version=detail.pop("version", None), detail=detail
    )
