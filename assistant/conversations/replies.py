"""How does an agent's reply reach the citizen, and who reads it before where somebody must?"""

from __future__ import annotations

import hashlib
import uuid
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant.accounts.models import User
from assistant.accounts.permissions import EVERY_DEPARTMENT, Actor, Permission
from assistant.answering.draft import Role
from assistant.audit import record_event
from assistant.conversations import history
from assistant.conversations.claims import person_of, require_holder
from assistant.conversations.handoffs import lock_handoff
from assistant.conversations.history import Author
from assistant.conversations.models import Handoff, Message, PendingReply
from assistant.conversations.states import HandoffState
from assistant.conversations.steps import UNDECIDED
from assistant.database import utc_now
from assistant.errors import HandoffNotFound, InvalidInput, PermissionDenied, TransitionNotAllowed
from assistant.languages import clean, detect
from assistant.signals import QUEUE, send_signal, user_topic

MAX_REPLY_LENGTH = 10_000
MAX_NOTE_LENGTH = 2000


class Verdict(StrEnum):
    APPROVE = "approve"
    EDIT = "edit"
    REJECT = "reject"


_STATES = {Verdict.APPROVE: "approved", Verdict.EDIT: "edited", Verdict.REJECT: "rejected"}


def reply(
    session: Session,
    handoff_id: str,
    *,
    actor: Actor,
    text: str,
    language: str | None = None,
    idempotency_key: str | None = None,
    suggestion_id: str | None = None,
) -> Message | PendingReply:
    """Send the agent's words to the citizen, or to a supervisor first where the actor needs approval.

    The same key gives what was kept the first time.  Raises TransitionNotAllowed when the conversation is not, or no
    longer, with the actor.
    """
    handoff = lock_handoff(session, handoff_id, actor=actor)
    actor.require(Permission.CONVERSATION_REPLY, handoff.department)
    key = _own_key(actor, idempotency_key)
    kept = _find_kept(session, handoff, key)
    if kept is not None:
        return kept
    require_holder(handoff, actor)
    text = _written(text)
    language = language or detect(text, fallback=handoff.language).language
    author = session.get_one(User, person_of(actor))
    if actor.needs_approval:
        kept = _propose(session, handoff, author, text=text, language=language, key=key)
    else:
        kept = _send(session, handoff, author, text=text, language=language, key=key)
    action = "reply.propose" if actor.needs_approval else "reply.send"
    record_event(session, actor, action=action, subject=handoff.id, reply=kept.id, suggestion=suggestion_id)
    return kept


def decide(
    session: Session,
    pending_id: str,
    *,
    actor: Actor,
    verdict: Verdict,
    text: str | None = None,
    note: str | None = None,
) -> PendingReply:
    """Send the reply as its author's, send it with another text, or give it back with a note; each is decided once.

    The proposed text is kept as it was.  Raises PermissionDenied for one's own reply.
    """
    pending = session.get(PendingReply, pending_id)
    if pending is None:
        raise HandoffNotFound("there is no such reply that you may see")
    handoff = lock_handoff(session, pending.handoff_id, actor=actor)
    actor.require(Permission.REPLY_APPROVE, handoff.department)
    if pending.author_id == actor.user_id:
        raise PermissionDenied("nobody decides on a reply of their own")
    note = clean(note or "")[:MAX_NOTE_LENGTH] or None
    if verdict is Verdict.REJECT and note is None:
        raise InvalidInput("say why, so that the author can write it anew", field="note")
    sent = _written(text or "") if verdict is Verdict.EDIT else pending.text
    _decide_once(session, pending, state=_STATES[verdict], note=note, decided_by=actor.name)
    if verdict is not Verdict.REJECT:
        author = session.get_one(User, pending.author_id)
        _send(session, handoff, author, text=sent, language=pending.language, key=pending.idempotency_key)
    send_signal(session, user_topic(pending.author_id), handoff_id=handoff.id, pending=pending.id, state=pending.state)
    send_signal(session, QUEUE)
    record_event(session, actor, action=f"reply.{verdict.value}", subject=handoff.id, reply=pending.id)
    return pending


def list_pending(session: Session, *, actor: Actor) -> list[PendingReply]:
    """Replies on which the actor may decide, the oldest first."""
    actor.require(Permission.REPLY_APPROVE)
    undecided = (
        select(PendingReply)
        .join(Handoff, Handoff.id == PendingReply.handoff_id)
        .where(PendingReply.state == UNDECIDED, PendingReply.author_id != (actor.user_id or ""))
        .order_by(PendingReply.created_at, PendingReply.id)
    )
    if EVERY_DEPARTMENT not in actor.departments:
        undecided = undecided.where(Handoff.department.in_(actor.departments))
    return list(session.scalars(undecided))


def list_proposed(session: Session, *, actor: Actor) -> list[PendingReply]:
    """What became of the actor's own replies in the conversations that they have now, the oldest first."""
    actor.require(Permission.CONVERSATION_REPLY)
    return list(
        session.scalars(
            select(PendingReply)
            .join(Handoff, Handoff.id == PendingReply.handoff_id)
            .where(
                PendingReply.author_id == actor.user_id,
                Handoff.agent_id == actor.user_id,
                Handoff.state == HandoffState.CLAIMED,
            )
            .order_by(PendingReply.created_at, PendingReply.id)
        )
    )


def _send(session: Session, handoff: Handoff, author: User, *, text: str, language: str, key: str | None) -> Message:
    return history.append_message(
        session,
        handoff.conversation_id,
        role=Role.AGENT,
        text=text,
        language=language,
        idempotency_key=key,
        author=Author(author.id, author.public_name, handoff.department),
    )


def _propose(
    session: Session, handoff: Handoff, author: User, *, text: str, language: str, key: str | None
) -> PendingReply:
    pending = PendingReply(
        id=str(uuid.uuid4()),
        handoff_id=handoff.id,
        author_id=author.id,
        text=text,
        language=language,
        state=UNDECIDED,
        created_at=utc_now(),
        idempotency_key=key,
    )
    session.add(pending)
    session.flush()
    send_signal(session, user_topic(author.id), handoff_id=handoff.id, pending=pending.id, state=pending.state)
    send_signal(session, QUEUE)
    return pending


def _find_kept(session: Session, handoff: Handoff, key: str | None) -> Message | PendingReply | None:
    if key is None:
        return None
    pending = session.scalar(
        select(PendingReply).where(PendingReply.handoff_id == handoff.id, PendingReply.idempotency_key == key)
    )
    return pending or history.find_by_key(session, handoff.conversation_id, key)


def _decide_once(session: Session, pending: PendingReply, **values: str | None) -> None:
    """Raises TransitionNotAllowed for a reply that was decided on, or whose author no longer has the conversation."""
    undecided = update(PendingReply).where(PendingReply.id == pending.id, PendingReply.state == UNDECIDED)
    decided = session.execute(
        undecided.values(decided_at=utc_now(), **values), execution_options={"synchronize_session": False}
    )
    if decided.rowcount != 1:  # type: ignore[attr-defined]  # An update's result has it.
        raise TransitionNotAllowed("this reply no longer waits for a decision")
    session.refresh(pending)


def _own_key(actor: Actor, key: str | None) -> str | None:
    # Never one that a citizen could choose: both are names of turns in one conversation.
    return "agent:" + hashlib.sha256(f"{actor.user_id}:{key}".encode()).hexdigest() if key is not None else None


def _written(text: str) -> str:
    """Raises InvalidInput unless there is something to read, and not too much."""
    cleaned = clean(text)
    if not cleaned:
        raise InvalidInput("please write something", field="text")
    if len(cleaned) > MAX_REPLY_LENGTH:
        raise InvalidInput(f"a reply may have {MAX_REPLY_LENGTH} characters", field="text")
    return cleaned
