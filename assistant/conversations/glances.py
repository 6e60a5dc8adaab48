"""What does somebody who looks at a queue see of each conversation, without opening it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from assistant.answering.draft import Role
from assistant.conversations.models import Conversation, Handoff, Message

MAX_PREVIEW_LENGTH = 160


@dataclass(frozen=True)
class Glance:
    """`preview` is the beginning of what the citizen wrote last."""

    channel: str
    last_sequence: int
    preview: str


def list_glances(session: Session, handoffs: Sequence[Handoff]) -> dict[str, Glance]:
    """One by conversation's id, in one statement."""
    ids = [handoff.conversation_id for handoff in handoffs]
    last = (
        select(Message.conversation_id, func.max(Message.sequence).label("sequence"))
        .where(Message.conversation_id.in_(ids), Message.role == Role.CITIZEN)
        .group_by(Message.conversation_id)
        .subquery()
    )
    rows = session.execute(
        select(Conversation.id, Conversation.channel, Conversation.message_count, Message.text)
        .outerjoin(last, last.c.conversation_id == Conversation.id)
        .outerjoin(Message, and_(Message.conversation_id == Conversation.id, Message.sequence == last.c.sequence))
        .where(Conversation.id.in_(ids))
    )
    return {
        id_: Glance(channel, count, " ".join((text or "")[:MAX_PREVIEW_LENGTH].split()))
        for id_, channel, count, text in rows
    }
