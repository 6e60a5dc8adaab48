"""Which question of a conversation may a language model be asked about now?  One at a time, over all processes.

A row of SQL says so, with a time at which it ends by itself: a process that is killed leaves nothing open for long.
"""

from __future__ import annotations

import datetime

from sqlalchemy import delete, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assistant.conversations.models import Conversation, Message, OpenQuestion
from assistant.database import UtcDateTime, utc_now


def open_question(session: Session, question: Message, *, seconds: float) -> bool:
    """True where `question` is now the open one, for `seconds` at most; False while another is, or it is already."""
    now = utc_now()
    until = now + datetime.timedelta(seconds=seconds)
    # Nothing here waits for a row that somebody else holds: many conversations share a transaction.
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = select(Conversation.id, literal(question.id), literal(until, UtcDateTime))
    first = (
        dialect.insert(OpenQuestion)
        .from_select(
            ["conversation_id", "question_id", "until"], row.where(Conversation.id == question.conversation_id)
        )
        .on_conflict_do_nothing()
        .returning(OpenQuestion.question_id)
    )
    if session.scalar(first) is not None:
        return True
    next_one = (
        update(OpenQuestion)
        .where(OpenQuestion.conversation_id == question.conversation_id, OpenQuestion.until <= now)
        .values(question_id=question.id, until=until)
        .returning(OpenQuestion.question_id)
    )
    return session.scalar(next_one) is not None


def close_question(session: Session, question: Message) -> None:
    """Another one may be asked about; nothing where it was no longer open."""
    mine = (OpenQuestion.conversation_id == question.conversation_id) & (OpenQuestion.question_id == question.id)
    session.execute(delete(OpenQuestion).where(mine))
