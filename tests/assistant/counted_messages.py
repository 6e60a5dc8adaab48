"""How do tests of the database write and count?"""

from __future__ import annotations

import datetime

from sqlalchemy import select

from assistant.conversations.models import Conversation
from assistant.database import Database, utc_now


def new_conversation(conversation_id: str, *, created_at: datetime.datetime | None = None) -> Conversation:
    return Conversation(id=conversation_id, token_hash="x", language="en", created_at=created_at or utc_now())


def message_count(database: Database, conversation_id: str) -> int:
    with database.read() as session:
        return session.scalars(select(Conversation.message_count).where(Conversation.id == conversation_id)).one()
