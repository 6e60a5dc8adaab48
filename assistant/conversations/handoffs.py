"""How does a conversation come to a person?"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.answer import HandoffReason
from assistant.conversations.models import AnswerRecord, Conversation, Handoff, Message
from assistant.database import utc_now

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without letters and digits that are taken for one another when read out by phone."""
WAITING = "waiting"


def open_handoff(
    session: Session,
    conversation: Conversation,
    *,
    reason: HandoffReason,
    language: str,
    note: str | None = None,
    contact: Mapping[str, str] | None = None,
) -> Handoff:
    """Put the conversation before a person.  One that already waits keeps its reference and takes the new details."""
    waiting = session.scalar(
        select(Handoff).where(Handoff.conversation_id == conversation.id, Handoff.state == WAITING).with_for_update()
    )
    if waiting is not None:
        # The same request sent twice, after a lost connection say, adds its note once.
        if note and f"\n{note}\n" not in f"\n{waiting.note}\n":
            waiting.note = f"{waiting.note}\n{note}" if waiting.note else note
        waiting.contact = {**(waiting.contact or {}), **(contact or {})} or None
        return waiting
    handoff = Handoff(
        id=str(uuid.uuid4()),
        conversation_id=conversation.id,
        reference=_new_reference(),
        reason=reason.value,
        department=_last_department(session, conversation.id),
        language=language,
        state=WAITING,
        note=note,
        contact=dict(contact) if contact else None,
        created_at=(now := utc_now()),
        queued_at=now,
    )
    session.add(handoff)
    session.flush()
    return handoff


def list_waiting(session: Session, *, actor: Actor, limit: int = 100) -> list[Handoff]:
    """Conversations that wait for a person, the longest waiting first."""
    actor.require(Permission.HANDOFF_READ)
    return list(
        session.scalars(select(Handoff).where(Handoff.state == WAITING).order_by(Handoff.created_at).limit(limit))
    )


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
