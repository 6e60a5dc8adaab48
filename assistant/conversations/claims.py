"""What may staff do with a handoff?  Claim it, give it away in several ways, end it, and note something on it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.models import User
from assistant.accounts.permissions import EVERY_DEPARTMENT, Actor, Permission
from assistant.accounts.staff_sessions import actor_of
from assistant.audit import record_event
from assistant.conversations.handoffs import lock_handoff
from assistant.conversations.models import Handoff, HandoffStep, PendingReply
from assistant.conversations.presence import find_present, touch_presence
from assistant.conversations.states import CloseReason, HandoffState, StepKind
from assistant.conversations.steps import UNDECIDED, move, record_step
from assistant.errors import InvalidInput, PermissionDenied, TransitionNotAllowed
from assistant.languages import clean

MAX_NOTE_LENGTH = 2000


def claim(session: Session, handoff_id: str, *, actor: Actor) -> Handoff:
    """Take a waiting conversation.  Of many who try exactly one wins; to the others it is TransitionNotAllowed.

    Claiming what one already has, in a second tab say, changes nothing.
    """
    handoff = lock_handoff(session, handoff_id, actor=actor)
    actor.require(Permission.HANDOFF_CLAIM, handoff.department)
    if is_held_by(handoff, actor):
        return handoff
    touch_presence(session, person_of(actor))
    move(session, handoff, StepKind.CLAIMED, HandoffState.CLAIMED, actor=actor, agent=_user(session, actor))
    record_event(session, actor, action="handoff.claim", subject=handoff.id)
    return handoff


def release(session: Session, handoff_id: str, *, actor: Actor) -> Handoff:
    """Give the conversation back to the assistant; it speaks again."""
    handoff = lock_handoff(session, handoff_id, actor=actor)
    actor.require(Permission.HANDOFF_CLAIM, handoff.department)
    _require_free_hands(session, handoff, actor)
    move(session, handoff, StepKind.RELEASED, HandoffState.RELEASED, actor=actor)
    record_event(session, actor, action="handoff.release", subject=handoff.id)
    return handoff


def close(session: Session, handoff_id: str, *, actor: Actor, reason: CloseReason) -> Handoff:
    """End the handoff for a reason of the list.  One that still waits is closed by who may reassign it."""
    handoff = lock_handoff(session, handoff_id, actor=actor)
    actor.require(Permission.HANDOFF_CLAIM, handoff.department)
    if handoff.state != HandoffState.WAITING or not actor.may(Permission.HANDOFF_REASSIGN, handoff.department):
        _require_free_hands(session, handoff, actor)
    handoff.close_reason = reason.value
    move(session, handoff, StepKind.CLOSED, HandoffState.CLOSED, actor=actor, reason=reason.value)
    record_event(session, actor, action="handoff.close", subject=handoff.id, reason=reason.value)
    return handoff


def put_back(session: Session, handoff_id: str, *, actor: Actor) -> Handoff:
    """Put the conversation back into its queue, at its old place."""
    handoff = lock_handoff(session, handoff_id, actor=actor)
    actor.require(Permission.HANDOFF_CLAIM, handoff.department)
    _require_free_hands(session, handoff, actor)
    move(session, handoff, StepKind.PUT_BACK, HandoffState.WAITING, actor=actor)
    record_event(session, actor, action="handoff.put_back", subject=handoff.id)
    return handoff


def transfer(
    session: Session,
    handoff_id: str,
    *,
    actor: Actor,
    note: str,
    department: str | None = None,
    username: str | None = None,
) -> Handoff:
    """Pass the conversation to a colleague who is on line, or into the queue of another department, with a note.

    The department `*` is the contact centre's own queue.  The citizen does not lose the time they have waited.
    """
    handoff = lock_handoff(session, handoff_id, actor=actor)
    actor.require(Permission.HANDOFF_CLAIM, handoff.department)
    _require_free_hands(session, handoff, actor)
    note = _written(note, "note")
    if (department is None) == (username is None):
        raise InvalidInput("name either a department or a colleague", field="department")
    if username is not None:
        colleague = _colleague(session, handoff, username)
        to, passed = HandoffState.CLAIMED, {"username": username}
    else:
        colleague, to, passed = None, HandoffState.WAITING, {"from": handoff.department or EVERY_DEPARTMENT}
        handoff.department = None if department == EVERY_DEPARTMENT else department
    move(session, handoff, StepKind.TRANSFERRED, to, actor=actor, agent=colleague, note=note, **passed)
    record_event(session, actor, action="handoff.transfer", subject=handoff.id, **passed, to=handoff.department)
    return handoff


def reassign(session: Session, handoff_id: str, *, actor: Actor, username: str | None) -> Handoff:
    """Give a waiting or claimed conversation to an agent who is on line, or with None back to its queue."""
    handoff = lock_handoff(session, handoff_id, actor=actor)
    actor.require(Permission.HANDOFF_REASSIGN, handoff.department)
    agent = _colleague(session, handoff, username) if username is not None else None
    to = HandoffState.CLAIMED if agent else HandoffState.WAITING
    move(session, handoff, StepKind.REASSIGNED, to, actor=actor, agent=agent, username=username)
    record_event(session, actor, action="handoff.reassign", subject=handoff.id, username=username)
    return handoff


def add_note(session: Session, handoff_id: str, *, actor: Actor, text: str) -> HandoffStep:
    """Keep a note in the log that staff read and the citizen never sees."""
    handoff = lock_handoff(session, handoff_id, actor=actor)
    actor.require(Permission.CONVERSATION_REPLY, handoff.department)
    step = record_step(session, handoff, StepKind.NOTE, actor=actor, text=_written(text, "text"))
    record_event(session, actor, action="handoff.note", subject=handoff.id, sequence=step.sequence)
    return step


def is_held_by(handoff: Handoff, actor: Actor) -> bool:
    return handoff.state == HandoffState.CLAIMED and handoff.agent_id is not None and handoff.agent_id == actor.user_id


def require_holder(handoff: Handoff, actor: Actor) -> None:
    """Raises TransitionNotAllowed unless the actor has the conversation at this moment."""
    if not is_held_by(handoff, actor):
        raise TransitionNotAllowed("this conversation is not, or no longer, with you")


def person_of(actor: Actor) -> str:
    """The id of the person; a system with a key can hold no conversation.  Raises PermissionDenied."""
    if actor.user_id is None:
        raise PermissionDenied(f"{actor.name} is not a person who has signed in")
    return actor.user_id


def _require_free_hands(session: Session, handoff: Handoff, actor: Actor) -> None:
    """Raises TransitionNotAllowed also while a reply waits for a supervisor, which would never be sent."""
    require_holder(handoff, actor)
    undecided = select(PendingReply.id).where(PendingReply.handoff_id == handoff.id, PendingReply.state == UNDECIDED)
    if session.scalar(undecided.limit(1)):
        raise TransitionNotAllowed("a reply of this conversation still waits for a supervisor")


def _user(session: Session, actor: Actor) -> User:
    return session.get_one(User, person_of(actor))


def _colleague(session: Session, handoff: Handoff, username: str) -> User:
    """Raises InvalidInput unless the user may serve the handoff and is on line."""
    user = find_present(session, username)
    if user is None:
        raise InvalidInput("this person is not on line", field="username")
    if not actor_of(user).may(Permission.HANDOFF_CLAIM, handoff.department):
        raise InvalidInput("this person does not serve the department", field="username")
    if user.id == handoff.agent_id:
        raise InvalidInput("this person has the conversation already", field="username")
    return user


def _written(text: str, field: str) -> str:
    """Raises InvalidInput unless there is something to read, and not too much."""
    cleaned = clean(text)
    if not cleaned:
        raise InvalidInput("please write something", field=field)
    if len(cleaned) > MAX_NOTE_LENGTH:
        raise InvalidInput(f"a note may have {MAX_NOTE_LENGTH} characters", field=field)
    return cleaned
