"""What is new for somebody who follows conversations live, without reading everything again?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import AuditEvent, record_event
from assistant.conversations.handoffs import find_newest
from assistant.conversations.models import Conversation, Handoff, HandoffStep, PendingReply
from assistant.conversations.states import OPEN, StepKind
from assistant.conversations.steps import UNDECIDED
from assistant.database import utc_now
from assistant.errors import ConversationNotFound

MAX_OPEN = 2000
LISTENED = "conversation.listened_in"
LISTENED_ONCE_IN = datetime.timedelta(hours=12)
"""A working day: a stream that breaks and comes back is no second time."""


@dataclass(frozen=True)
class Undecided:
    """A reply that waits for a supervisor: who wrote it, and for whose queue."""

    author_id: str
    department: str | None


def list_grown(session: Session, told: Mapping[str, int]) -> list[str]:
    """Of these conversations, each with the number of the last entry told, those whose log goes on behind it."""
    if not told:
        return []
    counts = select(Conversation.id, Conversation.message_count).where(Conversation.id.in_(told))
    return [id_ for id_, count in session.execute(counts) if count > told[id_]]


def list_open(session: Session) -> list[Handoff]:
    """Everything that waits or is with an agent, in every department: the urgent first, then the longest waiting.

    Whoever shows it to somebody shows them their own departments only.
    """
    return list(
        session.scalars(
            select(Handoff)
            .options(joinedload(Handoff.agent))
            .where(Handoff.state.in_(OPEN))
            .order_by(Handoff.urgency.desc(), Handoff.queued_at, Handoff.id)
            .limit(MAX_OPEN)
        )
    )


def list_undecided(session: Session) -> list[Undecided]:
    """Every reply on which no supervisor has decided."""
    rows = session.execute(
        select(PendingReply.author_id, Handoff.department)
        .join(Handoff, Handoff.id == PendingReply.handoff_id)
        .where(PendingReply.state == UNDECIDED)
    )
    return [Undecided(author_id, department) for author_id, department in rows]


def last_kind(session: Session, handoff_id: str) -> str:
    """The kind of the handoff's newest step, which tells how it left whoever had it."""
    return session.scalars(
        select(HandoffStep.kind)
        .where(HandoffStep.handoff_id == handoff_id, HandoffStep.kind != StepKind.NOTE)
        .order_by(HandoffStep.sequence.desc())
        .limit(1)
    ).one()


def may_listen(session: Session, conversation_id: str, *, actor: Actor) -> bool:
    """Whether the actor may read the conversation where it is now."""
    return actor.may(Permission.CONVERSATION_READ, _department(session, conversation_id))


def listen_in(session: Session, conversation_id: str, *, actor: Actor) -> None:
    """Begin to follow somebody's conversation; who does so is kept, once in a working day.

    Raises ConversationNotFound, PermissionDenied.
    """
    actor.require(Permission.CONVERSATION_READ, _department(session, conversation_id))
    earlier = select(AuditEvent.id).where(
        AuditEvent.subject == conversation_id,
        AuditEvent.actor == actor.name,
        AuditEvent.action == LISTENED,
        AuditEvent.at > utc_now() - LISTENED_ONCE_IN,
    )
    if session.scalar(earlier.limit(1)) is None:
        record_event(session, actor, action=LISTENED, subject=conversation_id)


def _department(session: Session, conversation_id: str) -> str | None:
    if session.get(Conversation, conversation_id) is None:
        raise ConversationNotFound("no such conversation")
    handoff = find_newest(session, conversation_id)
    return handoff.department if handoff else None
