"""How does a supervisor decide on replies before citizens see them?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from assistant.accounts.permissions import Actor, Permission
from assistant.conversations import replies
from ui.api.staff_wire import DecisionIn, PendingRepliesOut, PendingReplyOut, pending_out
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/pending-replies", tags=["handoffs"], responses=PROBLEM_RESPONSES)


@router.get("")
def list_pending_replies(
    actor: Annotated[Actor, Depends(Requires(Permission.CONVERSATION_REPLY))], service: TheService
) -> PendingRepliesOut:
    """Replies on which the caller may decide, and what became of the caller's own."""
    with service.database.read() as session:
        may_decide = actor.may(Permission.REPLY_APPROVE)
        to_decide = replies.list_pending(session, actor=actor) if may_decide else []
        mine = replies.list_proposed(session, actor=actor)
        return PendingRepliesOut(to_decide=[pending_out(p) for p in to_decide], mine=[pending_out(p) for p in mine])


@router.post("/{pending_id}/decision")
def decide(
    pending_id: Annotated[str, Path(max_length=36, pattern=r"^[\w-]+$")],
    actor: Annotated[Actor, Depends(Requires(Permission.REPLY_APPROVE))],
    body: DecisionIn,
    service: TheService,
) -> PendingReplyOut:
    """Send it, send it with another `text`, or give it back to its author with a `note`; each is decided once."""
    with service.database.write() as session:
        decided = replies.decide(session, pending_id, actor=actor, verdict=body.verdict, text=body.text, note=body.note)
        return pending_out(decided)
