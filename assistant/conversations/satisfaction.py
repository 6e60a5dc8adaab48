"""How well was the citizen served?  They say so themselves, once or again, also after the end."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.conversations.handoffs import find_newest
from assistant.conversations.models import Conversation, Satisfaction
from assistant.database import utc_now
from assistant.errors import InvalidInput
from assistant.languages import clean

SCORES = range(1, 6)
MAX_COMMENT_LENGTH = 2000


def rate(session: Session, conversation: Conversation, *, score: int, comment: str | None = None) -> Satisfaction:
    """Keep the citizen's score, 1 to 5; the newest counts.  The caller has checked the conversation's token."""
    if score not in SCORES:
        raise InvalidInput("a score is 1 to 5", field="score")
    comment = clean(comment or "") or None
    if comment and len(comment) > MAX_COMMENT_LENGTH:
        raise InvalidInput(f"a comment may have {MAX_COMMENT_LENGTH} characters", field="comment")
    handoff = find_newest(session, conversation.id)
    satisfaction = Satisfaction(
        id=str(uuid.uuid4()),
        conversation_id=conversation.id,
        handoff_id=handoff.id if handoff else None,
        score=score,
        comment=comment,
        created_at=utc_now(),
    )
    session.add(satisfaction)
    session.flush()
    return satisfaction


def find_satisfaction(session: Session, conversation_id: str) -> Satisfaction | None:
    """The one that counts."""
    given = select(Satisfaction).where(Satisfaction.conversation_id == conversation_id)
    return session.scalar(given.order_by(Satisfaction.created_at.desc()).limit(1))
