"""How do agents take conversations, speak in them and give them away over HTTP?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from sqlalchemy.orm import Session

from assistant.accounts.permissions import EVERY_DEPARTMENT, Actor, Permission
from assistant.conversations import claims, handoffs, replies
from assistant.conversations.claims import require_holder
from assistant.conversations.models import Handoff, Message
from assistant.conversations.presence import mark_present
from assistant.errors import InvalidInput
from assistant.signals import conversation_topic, send_signal
from ui.api.staff_wire import (
    CloseIn,
    HandoffDetailOut,
    NoteIn,
    PresenceIn,
    QueueOut,
    ReassignIn,
    ReplyIn,
    SentOut,
    StaffHandoffOut,
    StepOut,
    TransferIn,
    detail_out,
    handoffs_out,
    pending_out,
    step_out,
)
from ui.api.wire import LanguageCode, message_out
from ui.dependencies import IdempotencyKey, TheLive, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1", tags=["handoffs"], responses=PROBLEM_RESPONSES)

HandoffId = Annotated[str, Path(max_length=36, pattern=r"^[\w-]+$")]
Reader = Annotated[Actor, Depends(Requires(Permission.HANDOFF_READ))]
Claimer = Annotated[Actor, Depends(Requires(Permission.HANDOFF_CLAIM))]
Writer = Annotated[Actor, Depends(Requires(Permission.CONVERSATION_REPLY))]
Reassigner = Annotated[Actor, Depends(Requires(Permission.HANDOFF_REASSIGN))]


@router.get("/handoffs")
def list_handoffs(actor: Reader, service: TheService, language: LanguageCode = "en") -> QueueOut:
    """Who waits in the caller's departments, their own languages first, and what the caller has claimed."""
    with service.database.read() as session:
        waiting = handoffs.list_waiting(session, actor=actor)
        mine = handoffs.list_mine(session, actor=actor)
        shown = iter(handoffs_out(session, [*waiting, *mine], service.catalogue, language=language))
        return QueueOut(waiting=[next(shown) for _ in waiting], mine=list(shown))


@router.get("/handoffs/{handoff_id}")
def read_handoff(
    handoff_id: HandoffId, actor: Reader, service: TheService, language: LanguageCode = "en"
) -> HandoffDetailOut:
    """The whole conversation, a summary in the caller's `language`, and how the assistant came to its answers."""
    actor.require(Permission.CONVERSATION_READ)
    with service.database.read() as session:
        handoff = handoffs.find_handoff(session, handoff_id, actor=actor)
        return detail_out(session, handoff, service.assistant, language=language)


@router.post("/handoffs/{handoff_id}/claim")
def claim(handoff_id: HandoffId, actor: Claimer, service: TheService) -> StaffHandoffOut:
    """Take a waiting conversation; of many who try, one wins and the others get 409."""
    with service.database.write() as session:
        handoff = claims.claim(session, handoff_id, actor=actor)
        return _one(service, session, handoff)


@router.post("/handoffs/{handoff_id}/release")
def release(handoff_id: HandoffId, actor: Claimer, service: TheService) -> StaffHandoffOut:
    """Give the conversation back to the assistant."""
    with service.database.write() as session:
        handoff = claims.release(session, handoff_id, actor=actor)
        return _one(service, session, handoff)


@router.post("/handoffs/{handoff_id}/put-back")
def put_back(handoff_id: HandoffId, actor: Claimer, service: TheService) -> StaffHandoffOut:
    """Let it wait again, at its old place."""
    with service.database.write() as session:
        handoff = claims.put_back(session, handoff_id, actor=actor)
        return _one(service, session, handoff)


@router.post("/handoffs/{handoff_id}/close")
def close(handoff_id: HandoffId, actor: Claimer, body: CloseIn, service: TheService) -> StaffHandoffOut:
    """End it for one of the listed reasons."""
    with service.database.write() as session:
        handoff = claims.close(session, handoff_id, actor=actor, reason=body.reason)
        return _one(service, session, handoff)


@router.post("/handoffs/{handoff_id}/transfer")
def transfer(handoff_id: HandoffId, actor: Claimer, body: TransferIn, service: TheService) -> StaffHandoffOut:
    """Pass it to a colleague who is on line, or to another department's queue, with a note."""
    department = _known_department(service, body.department)
    with service.database.write() as session:
        handoff = claims.transfer(
            session, handoff_id, actor=actor, note=body.note, department=department, username=body.username
        )
        return _one(service, session, handoff)


@router.post("/handoffs/{handoff_id}/reassign")
def reassign(handoff_id: HandoffId, actor: Reassigner, body: ReassignIn, service: TheService) -> StaffHandoffOut:
    """Give it to an agent who is on line, or back to its queue."""
    with service.database.write() as session:
        handoff = claims.reassign(session, handoff_id, actor=actor, username=body.username)
        return _one(service, session, handoff)


@router.post("/handoffs/{handoff_id}/replies", status_code=201)
def send_reply(
    handoff_id: HandoffId, actor: Writer, body: ReplyIn, service: TheService, idempotency_key: IdempotencyKey = None
) -> SentOut:
    """Write to the citizen; a caller who needs approval gets the reply that waits for a supervisor."""
    with service.database.write() as session:
        kept = replies.reply(
            session,
            handoff_id,
            actor=actor,
            text=body.text,
            language=body.language,
            idempotency_key=idempotency_key,
            suggestion_id=body.suggestion_id,
        )
        if isinstance(kept, Message):
            return SentOut(message=message_out(kept, service.assistant))
        return SentOut(pending=pending_out(kept))


@router.post("/handoffs/{handoff_id}/notes", status_code=201)
def add_note(handoff_id: HandoffId, actor: Writer, body: NoteIn, service: TheService) -> StepOut:
    """Keep a note that only staff read."""
    with service.database.write() as session:
        step = claims.add_note(session, handoff_id, actor=actor, text=body.text)
        return step_out(step, service.catalogue, language="en")


@router.post("/handoffs/{handoff_id}/typing", status_code=204)
def type_reply(handoff_id: HandoffId, actor: Writer, service: TheService, live: TheLive) -> None:
    """Let the citizen see that the agent is writing; nothing is kept, and once in three seconds is enough."""
    with service.database.read() as session:
        handoff = handoffs.find_handoff(session, handoff_id, actor=actor)
        require_holder(handoff, actor)
    if not live.typing.is_due(handoff.id):
        return
    with service.database.write() as session:
        send_signal(session, conversation_topic(handoff.conversation_id), typing="agent")


@router.post("/staff/presence", status_code=204)
def answer_call(actor: Claimer, body: PresenceIn, service: TheService, live: TheLive) -> None:
    """Say that the console is still there, every 15 seconds; who is silent for 45 loses their conversations."""
    # Several tabs of one person all say the same.
    if actor.user_id is not None and not live.presence.is_due(actor.user_id, body.is_available):
        return
    with service.database.write() as session:
        mark_present(session, actor, is_available=body.is_available)


def _one(service: Service, session: Session, handoff: Handoff) -> StaffHandoffOut:
    [shown] = handoffs_out(session, [handoff], service.catalogue, language="en")
    return shown


def _known_department(service: Service, code: str | None) -> str | None:
    """Raises InvalidInput for a department that the catalogue lacks: nobody would ever look into its queue."""
    if code is None or code == EVERY_DEPARTMENT:
        return code
    department = service.catalogue.find_department(code)
    if department is None:
        raise InvalidInput("there is no such department", field="department")
    return department.code
