"""What has happened in a conversation, in order?  Messages and the steps of its handoffs are one log."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.conversations import history
from assistant.conversations.models import HandoffStep, Message


def read_log(session: Session, conversation_id: str, *, after: int = 0) -> list[Message | HandoffStep]:
    """The entries that follow the sequence number `after`; the caller knows that the reader may see them."""
    steps = session.scalars(
        select(HandoffStep).where(HandoffStep.conversation_id == conversation_id, HandoffStep.sequence > after)
    )
    messages = history.list_messages(session, conversation_id, after=after)
    return sorted([*messages, *steps], key=lambda entry: entry.sequence)
