"""What becomes of the conversations of an agent whose browser has died?  They wait again, at their old places."""

from __future__ import annotations

import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from assistant.accounts.models import Presence, User
from assistant.accounts.permissions import SERVICE
from assistant.audit import record_event
from assistant.conversations import history
from assistant.conversations.handoffs import find_open
from assistant.conversations.models import Handoff
from assistant.conversations.presence import LEASE
from assistant.conversations.states import HandoffState, StepKind
from assistant.conversations.steps import move
from assistant.database import utc_now


def has_lost(session: Session, *, now: datetime.datetime | None = None) -> bool:
    """True when there is something to put back: a look that costs no lock."""
    return session.scalar(_lost(now or utc_now()).limit(1)) is not None


def put_back_lost(session: Session, *, now: datetime.datetime | None = None) -> int:
    """Put back what agents hold who have not been seen for 45 seconds, or are disabled; twice is as once."""
    now, count = now or utc_now(), 0
    # In the order of their ids, so that two processes that sweep at once do not wait for each other crosswise.
    for conversation_id in list(session.scalars(_lost(now).order_by(Handoff.conversation_id))):
        history.lock_conversation(session, conversation_id)
        handoff = find_open(session, conversation_id)
        if handoff is None or session.scalar(_lost(now).where(Handoff.id == handoff.id)) is None:
            continue  # Somebody else was faster, or the agent is back.
        step = move(session, handoff, StepKind.PUT_BACK, HandoffState.WAITING, actor=SERVICE, why="lost")
        record_event(session, SERVICE, action="handoff.put_back", subject=handoff.id, sequence=step.sequence)
        count += 1
    return count


def _lost(now: datetime.datetime) -> Select[str]:
    seen = func.coalesce(Presence.seen_at, Handoff.claimed_at)
    return (
        select(Handoff.conversation_id)
        .join(User, User.id == Handoff.agent_id)
        .outerjoin(Presence, Presence.user_id == Handoff.agent_id)
        .where(Handoff.state == HandoffState.CLAIMED, or_(seen < now - LEASE, User.disabled_at.is_not(None)))
    )
