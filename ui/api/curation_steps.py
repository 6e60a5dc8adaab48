"""How does a version go from draft to live over HTTP, and back; and what is said about it?

Each step is one transaction; the desk as it is afterwards is the answer.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.texts import written
from knowledge_base import editing, release, review
from knowledge_base.desk import comments
from knowledge_base.desk.heads import readable_versions
from knowledge_base.models import VersionState
from knowledge_base.recalls.opening import recall
from knowledge_base.versions import pick, require_state
from ui.api.curation_bodies import (
    MAX_NUMBER,
    ArticleId,
    CommentIn,
    ExpireIn,
    ExplainIn,
    OwnerIn,
    ReasonIn,
    ScheduleIn,
    StepIn,
    WithdrawIn,
    read_time,
)
from ui.api.curation_desk import show_desk
from ui.api.curation_wire import DeskOut
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/articles/{article_id:path}", tags=["knowledge"], responses=PROBLEM_RESPONSES)

Editor = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_EDIT))]
Approver = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_APPROVE))]
Publisher = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_PUBLISH))]
Withdrawer = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_WITHDRAW))]


@router.post("/submit")
def submit(article_id: ArticleId, body: StepIn, actor: Editor, service: TheService) -> DeskOut:
    """Ask for another person's approval."""
    with service.database.write() as session:
        review.submit(session, article_id, body.version, actor=actor)
    return show_desk(service, article_id, actor=actor, number=body.version)


@router.post("/send-back")
def send_back(article_id: ArticleId, body: ReasonIn, actor: Editor, service: TheService) -> DeskOut:
    """Make it a draft again: its author takes it back, or an approver says what to change."""
    with service.database.write() as session:
        reason = written(body.reason, "reason")
        review.send_back(session, article_id, body.version, actor=actor, reason=reason)
    return show_desk(service, article_id, actor=actor, number=body.version)


@router.post("/approve")
def approve(article_id: ArticleId, body: StepIn, actor: Approver, service: TheService) -> DeskOut:
    """Vouch for it as a second person; whoever wrote any of what is new is refused."""
    with service.database.write() as session:
        review.approve(session, article_id, body.version, actor=actor)
    return show_desk(service, article_id, actor=actor, number=body.version)


@router.post("/publish")
def publish(article_id: ArticleId, body: StepIn, actor: Publisher, service: TheService) -> DeskOut:
    """Check an approved version and make it live.  409 names the checks that stop it until somebody explains them."""
    _run_gates(service, article_id, body.version, actor)
    with service.database.write() as session:
        release.publish(session, article_id, actor=actor, number=body.version)
    return show_desk(service, article_id, actor=actor, number=body.version)


@router.post("/schedule")
def schedule(article_id: ArticleId, body: ScheduleIn, actor: Publisher, service: TheService) -> DeskOut:
    """Publish an approved version at a time; null takes the time away."""
    at = read_time(body.at)
    if at is not None:
        _run_gates(service, article_id, body.version, actor)
    with service.database.write() as session:
        release.schedule(session, article_id, body.version, at=at, actor=actor)
    return show_desk(service, article_id, actor=actor, number=body.version)


@router.post("/withdraw")
def withdraw(article_id: ArticleId, body: WithdrawIn, actor: Withdrawer, service: TheService) -> DeskOut:
    """Take what is live away from every answer at once, and list who was told it."""
    with service.database.write() as session:
        reason = written(body.reason, "reason")
        version = release.withdraw(session, article_id, actor=actor, reason=reason)
        if actor.may(Permission.KNOWLEDGE_RECALL, version.department):
            recall(session, article_id, version.number, actor=actor, reason=reason)
    return show_desk(service, article_id, actor=actor, number=version.number)


@router.post("/restore")
def restore(article_id: ArticleId, body: ReasonIn, actor: Publisher, service: TheService) -> DeskOut:
    """Make a version live again that was live before."""
    with service.database.write() as session:
        reason = written(body.reason, "reason")
        release.restore(session, article_id, body.version, actor=actor, reason=reason)
    return show_desk(service, article_id, actor=actor, number=body.version)


@router.post("/expire")
def expire(article_id: ArticleId, body: ExpireIn, actor: Withdrawer, service: TheService) -> DeskOut:
    """Set the last day of what is live; a past day ends it now."""
    with service.database.write() as session:
        version = release.expire(session, article_id, after=body.after, actor=actor, reason=body.reason)
    return show_desk(service, article_id, actor=actor, number=version.number)


@router.post("/owner")
def set_owner(article_id: ArticleId, body: OwnerIn, actor: Editor, service: TheService) -> DeskOut:
    """Name who keeps the article true, or nobody."""
    with service.database.write() as session:
        editing.assign_owner(session, article_id, body.owner, actor=actor)
    return show_desk(service, article_id, actor=actor, number=body.version)


@router.post("/explain")
def explain(article_id: ArticleId, body: ExplainIn, actor: Editor, service: TheService) -> DeskOut:
    """Say why a version may go live although a check did not pass; of a replay only a publisher may."""
    with service.database.write() as session:
        review.explain(session, article_id, body.version, body.kind, actor=actor, reason=body.reason)
    return show_desk(service, article_id, actor=actor, number=body.version)


@router.post("/comments")
def add_comment(article_id: ArticleId, body: CommentIn, actor: Editor, service: TheService) -> DeskOut:
    """Say something about a version, or about its wording in one language."""
    with service.database.write() as session:
        comments.add_comment(
            session, article_id, actor=actor, text=body.text, version=body.version, language=body.language
        )
    return show_desk(service, article_id, actor=actor, number=body.version)


@router.post("/comments/{comment_id}/settle")
def settle_comment(
    article_id: ArticleId,
    comment_id: Annotated[int, Path(ge=1, le=MAX_NUMBER)],
    actor: Editor,
    service: TheService,
) -> DeskOut:
    """Say that a comment needs no more."""
    with service.database.write() as session:
        comment = comments.settle_comment(session, article_id, comment_id, actor=actor)
    return show_desk(service, article_id, actor=actor, number=comment.version)


def _run_gates(service: Service, article_id: str, number: int, actor: Actor) -> None:
    """Make the checks that publishing asks for, once it is clear that the actor may and the version can.

    Outside the transaction that publishes: nobody waits for its locks while a replay computes.
    """
    with service.database.read() as session:
        version = pick(readable_versions(session, article_id, actor=actor), number)
        actor.require(Permission.KNOWLEDGE_PUBLISH, version.department)
        require_state(version, VersionState.APPROVED)
    service.run_gates(service.database, service.knowledge, article_id, number)
