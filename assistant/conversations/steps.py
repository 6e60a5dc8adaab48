"""How does a handoff change, and who learns of it?  Every change is an entry of the conversation's log.

Who changes a handoff holds the lock of its conversation's row (`handoffs.lock_handoff`), so that steps and messages
have one order.  The functions that staff call ask for the permission and write the audit; these here do neither.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from assistant.accounts.models import User
from assistant.accounts.permissions import Actor
from assistant.conversations import history
from assistant.conversations.models import Conversation, Handoff, HandoffStep, PendingReply
from assistant.conversations.states import OPEN, HandoffState, StepKind, check_transition
from assistant.database import utc_now
from assistant.errors import TransitionNotAllowed
from assistant.signals import QUEUE, conversation_topic, send_signal, user_topic

UNDECIDED = "waiting"
"""The state of a reply on which no supervisor has decided."""


def move(
    session: Session,
    handoff: Handoff,
    kind: StepKind,
    to: HandoffState,
    *,
    actor: Actor,
    agent: User | None = None,
    **detail: Any,
) -> HandoffStep:
    """Take a step of the table, to `agent` where the handoff is then with one.  Raises TransitionNotAllowed."""
    check_transition(handoff.state, kind, to)
    before = handoff.agent
    _compare_and_set(session, handoff, to, agent)
    _follow(session, handoff, is_with_agent=to is HandoffState.CLAIMED)
    shown = agent or before
    name = shown.public_name if shown else None
    step = record_step(session, handoff, kind, actor=actor, public_name=name, **detail)
    for user in {user.id for user in (before, agent) if user}:
        send_signal(session, user_topic(user), handoff_id=handoff.id, kind=kind.value)
    return step


def record_step(
    session: Session,
    handoff: Handoff,
    kind: StepKind,
    *,
    actor: Actor,
    public_name: str | None = None,
    **detail: Any,
) -> HandoffStep:
    """Add a step to the log and tell who listens to the conversation and to the queues."""
    step = HandoffStep(
        conversation_id=handoff.conversation_id,
        sequence=history.next_sequence(session, handoff.conversation_id),
        handoff_id=handoff.id,
        kind=kind.value,
        at=utc_now(),
        actor=actor.name,
        public_name=public_name,
        department=handoff.department,
        detail=detail,
    )
    session.add(step)
    session.flush()
    send_signal(session, conversation_topic(handoff.conversation_id), step=kind.value)
    send_signal(session, QUEUE)
    return step


def _compare_and_set(session: Session, handoff: Handoff, to: HandoffState, agent: User | None) -> None:
    """Writes the state only where it is still the one that was read: of many who want it, exactly one wins."""
    now = utc_now()
    values: dict[str, Any] = {"state": to.value}
    if to in OPEN:  # Who had it last stays named after the end.
        values |= {"agent_id": agent.id if agent else None, "claimed_at": now if agent else None}
    else:
        values |= {"ended_at": now}
    session.flush()
    unchanged = update(Handoff).where(Handoff.id == handoff.id, Handoff.state == handoff.state)
    written: Any = session.execute(unchanged.values(values), execution_options={"synchronize_session": False})
    if written.rowcount != 1:
        raise TransitionNotAllowed("somebody else was faster")
    session.refresh(handoff, [*values, "agent"])


def _follow(session: Session, handoff: Handoff, *, is_with_agent: bool) -> None:
    """What depends on who has the conversation: whether the assistant speaks, and replies nobody has decided on."""
    conversation = update(Conversation).where(Conversation.id == handoff.conversation_id)
    session.execute(conversation.values(is_with_agent=is_with_agent))
    undecided = update(PendingReply).where(PendingReply.handoff_id == handoff.id, PendingReply.state == UNDECIDED)
    session.execute(undecided.values(state="withdrawn"))
