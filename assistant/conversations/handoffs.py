"""How does a conversation come to a person, and who may see that it does?"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping

from sqlalchemy import ColumnElement, case, select, true
from sqlalchemy.orm import Session, joinedload

from assistant.accounts.permissions import CITIZEN, EVERY_DEPARTMENT, Actor, Permission
from assistant.answering.answer import HandoffReason
from assistant.conversations import history
from assistant.conversations.models import AnswerRecord, Conversation, Handoff, HandoffStep, Message
from assistant.conversations.states import OPEN, HandoffState, StepKind
from assistant.conversations.steps import record_step
from assistant.database import utc_now
from assistant.errors import HandoffNotFound
from assistant.signals import QUEUE, send_signal

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without letters and digits that are taken for one another when read out by phone."""
URGENCY = {HandoffReason.EMERGENCY: 2, HandoffReason.COMPLAINT: 1}
"""The others are 0; the higher is served first."""


def open_handoff(
    session: Session,
    conversation: Conversation,
    *,
    reason: HandoffReason,
    language: str,
    note: str | None = None,
    contact: Mapping[str, str] | None = None,
    urgency: int = 0,
) -> Handoff:
    """Put the conversation before a person.  One that waits or is with an agent keeps its reference, and takes the
    new details."""
    urgency = max(urgency, URGENCY.get(reason, 0))
    history.lock_conversation(session, conversation.id)
    handoff = find_open(session, conversation.id)
    if handoff is not None:
        # The same request sent twice, after a lost connection say, adds its note once.
        if note and f"\n{note}\n" not in f"\n{handoff.note}\n":
            handoff.note = f"{handoff.note}\n{note}" if handoff.note else note
        handoff.contact = {**(handoff.contact or {}), **(contact or {})} or None
        handoff.urgency = max(handoff.urgency, urgency)
        session.flush()
        send_signal(session, QUEUE)
        return handoff
    handoff = Handoff(
        id=str(uuid.uuid4()),
        conversation_id=conversation.id,
        reference=_new_reference(),
        reason=reason.value,
        department=_last_department(session, conversation.id),
        language=language,
        urgency=urgency,
        state=HandoffState.WAITING,
        note=note,
        contact=dict(contact) if contact else None,
        created_at=(now := utc_now()),
        queued_at=now,
    )
    session.add(handoff)
    session.flush()
    record_step(session, handoff, StepKind.REQUESTED, actor=CITIZEN, reason=reason.value)
    return handoff


def tell_emergency(session: Session, conversation_id: str) -> None:
    """The citizen has written of danger to life: who waits is served first, and who has the conversation is told."""
    handoff = find_open(session, conversation_id)
    if handoff is not None:
        handoff.urgency = URGENCY[HandoffReason.EMERGENCY]
        record_step(session, handoff, StepKind.EMERGENCY, actor=CITIZEN)


def find_open(session: Session, conversation_id: str) -> Handoff | None:
    """The conversation's handoff that waits or is with an agent."""
    return session.scalar(
        _SELECT.where(Handoff.conversation_id == conversation_id, Handoff.state.in_(OPEN)).execution_options(
            populate_existing=True
        )
    )


def find_newest(session: Session, conversation_id: str) -> Handoff | None:
    """The conversation's handoff that waits or is with an agent, or else the one that ended last."""
    return session.scalar(
        _SELECT.where(Handoff.conversation_id == conversation_id)
        .order_by(Handoff.state.in_(OPEN).desc(), Handoff.created_at.desc())
        .limit(1)
    )


def find_last_step(session: Session, handoff_id: str) -> HandoffStep | None:
    """The newest step that the citizen may know of."""
    steps = select(HandoffStep).where(HandoffStep.handoff_id == handoff_id, HandoffStep.kind.not_in(_UNSEEN))
    return session.scalar(steps.order_by(HandoffStep.sequence.desc()).limit(1))


def find_handoff(session: Session, handoff_id: str, *, actor: Actor) -> Handoff:
    """Raises HandoffNotFound, also for one of a department that the actor does not serve."""
    actor.require(Permission.HANDOFF_READ)
    found = session.scalar(_SELECT.where(Handoff.id == handoff_id).execution_options(populate_existing=True))
    if found is None or not actor.may(Permission.HANDOFF_READ, found.department):
        raise HandoffNotFound("there is no such handoff that you may see")
    return found


def lock_handoff(session: Session, handoff_id: str, *, actor: Actor) -> Handoff:
    """As `find_handoff`, and until the transaction ends nobody else changes the handoff or its conversation's log."""
    conversation_id = session.scalar(select(Handoff.conversation_id).where(Handoff.id == handoff_id))
    if conversation_id is not None:
        history.lock_conversation(session, conversation_id)
    return find_handoff(session, handoff_id, actor=actor)


def list_waiting(session: Session, *, actor: Actor, limit: int = 200) -> list[Handoff]:
    """Who waits in the actor's departments: danger to life, the actor's languages, the urgent, the longest waiting."""
    actor.require(Permission.HANDOFF_READ)
    is_emergency = Handoff.urgency >= URGENCY[HandoffReason.EMERGENCY]
    is_foreign = case((Handoff.language.in_(actor.languages), 0), else_=1)
    return list(
        session.scalars(
            _SELECT.where(Handoff.state == HandoffState.WAITING, _served_by(actor))
            .order_by(is_emergency.desc(), is_foreign, Handoff.urgency.desc(), Handoff.queued_at, Handoff.id)
            .limit(limit)
        )
    )


def list_mine(session: Session, *, actor: Actor) -> list[Handoff]:
    """What the actor has claimed, the oldest first."""
    actor.require(Permission.HANDOFF_READ)
    return list(
        session.scalars(
            _SELECT.where(Handoff.state == HandoffState.CLAIMED, Handoff.agent_id == actor.user_id).order_by(
                Handoff.claimed_at, Handoff.id
            )
        )
    )


def _served_by(actor: Actor) -> ColumnElement[bool]:
    if EVERY_DEPARTMENT in actor.departments:
        return true()
    return Handoff.department.in_(actor.departments)


_UNSEEN = (StepKind.NOTE, StepKind.EMERGENCY)
_SELECT = select(Handoff).options(joinedload(Handoff.agent))


def _last_department(session: Session, conversation_id: str) -> str | None:
    """The department that the conversation's newest answer named."""
    return session.scalar(
        select(AnswerRecord.department)
        .join(Message, Message.id == AnswerRecord.message_id)
        .where(Message.conversation_id == conversation_id, AnswerRecord.department.is_not(None))
        .order_by(Message.sequence.desc())
        .limit(1)
    )


def _new_reference() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"H-{letters[:4]}-{letters[4:]}"
