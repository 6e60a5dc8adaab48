"""In which states can a handoff be, and which step leads from one to the next?  One table says it all."""

from __future__ import annotations

from enum import StrEnum

from assistant.errors import TransitionNotAllowed


class HandoffState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    RELEASED = "released"
    CLOSED = "closed"


OPEN = (HandoffState.WAITING, HandoffState.CLAIMED)
"""A conversation has at most one handoff in these states; after it, a citizen may ask for a person anew."""


class StepKind(StrEnum):
    REQUESTED = "requested"
    CLAIMED = "claimed"
    RELEASED = "released"
    TRANSFERRED = "transferred"
    PUT_BACK = "put_back"
    CLOSED = "closed"
    REASSIGNED = "reassigned"
    NOTE = "note"
    EMERGENCY = "emergency"


class CloseReason(StrEnum):
    ANSWERED = "answered"
    PASSED_ON = "passed_on"
    NO_REPLY = "no_reply"
    DUPLICATE = "duplicate"
    ABUSIVE = "abusive"
    OTHER = "other"


_W, _C = HandoffState.WAITING, HandoffState.CLAIMED
TRANSITIONS = frozenset(
    {
        (_W, StepKind.CLAIMED, _C),
        (_W, StepKind.REASSIGNED, _C),
        (_W, StepKind.CLOSED, HandoffState.CLOSED),
        (_C, StepKind.RELEASED, HandoffState.RELEASED),
        (_C, StepKind.CLOSED, HandoffState.CLOSED),
        (_C, StepKind.PUT_BACK, _W),
        (_C, StepKind.TRANSFERRED, _C),
        (_C, StepKind.TRANSFERRED, _W),
        (_C, StepKind.REASSIGNED, _C),
        (_C, StepKind.REASSIGNED, _W),
    }
)


def check_transition(state: str, kind: StepKind, to: HandoffState) -> None:
    """Raises TransitionNotAllowed where the table has no such step."""
    if (HandoffState(state), kind, to) not in TRANSITIONS:
        raise TransitionNotAllowed(f"a conversation that is {state} cannot be {kind.value.replace('_', ' ')}")
