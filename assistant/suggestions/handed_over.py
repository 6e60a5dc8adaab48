"""Which conversation does an agent work on, and what was written in it last?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.draft import Role
from assistant.conversations.models import Handoff, Message
from assistant.errors import ConversationNotFound

MESSAGES_READ = 30
"""How much of the end of a conversation is read; a question that older turns are needed for is asked anew anyway."""


def find_handed_over(session: Session, conversation_id: str, actor: Actor) -> Handoff:
    """The newest handoff of the conversation, whose department decides who may read it."""
    newest = select(Handoff).where(Handoff.conversation_id == conversation_id).order_by(Handoff.created_at.desc())
    handoff = session.scalar(newest.limit(1))
    if handoff is None or not actor.may(Permission.CONVERSATION_READ, handoff.department):
        raise ConversationNotFound("no conversation of this id was handed to a department of yours")
    return handoff


def list_last_messages(session: Session, conversation_id: str) -> Sequence[Message]:
    """The newest messages of the conversation, the oldest of them first."""
    newest = select(Message).where(Message.conversation_id == conversation_id).order_by(Message.sequence.desc())
    return list(reversed(session.scalars(newest.limit(MESSAGES_READ)).all()))


def has_newer(session: Session, conversation_id: str, sequence: int) -> bool:
    """True where the citizen has written after the message of that `sequence`."""
    newest = session.scalar(
        select(func.max(Message.sequence)).where(
            Message.conversation_id == conversation_id, Message.role == Role.CITIZEN.value
        )
    )
    return (newest or 0) > sequence
