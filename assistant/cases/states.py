"""In which states can a case be, and which step leads from one to the next?  One table says it all."""

from __future__ import annotations

from enum import StrEnum

from assistant.errors import TransitionNotAllowed


class CaseState(StrEnum):
    TRIAGE = "triage"
    """Waits for a person of the contact centre, who confirms or corrects and refers."""
    REFERRED = "referred"
    """Sent to a department that has not yet said that it takes the matter."""
    IN_PROGRESS = "in_progress"
    AWAITING_CITIZEN = "awaiting_citizen"
    CLOSED = "closed"
    MERGED = "merged"
    """Its matter is another case's; undone, it is what it was before."""


OPEN = (CaseState.TRIAGE, CaseState.REFERRED, CaseState.IN_PROGRESS, CaseState.AWAITING_CITIZEN)


class CaseStepKind(StrEnum):
    """What can happen to a case.  Those that the table below does not name change no state."""

    OPENED = "opened"
    CONFIRMED = "confirmed"
    """A person agrees with what was filled in, or has corrected it."""
    CORRECTED = "corrected"
    REFERRED = "referred"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    """ "Not ours", with a reason and a proposed owner."""
    RULED = "ruled"
    """A supervisor has decided who owns it, after two returns."""
    ASSIGNED = "assigned"
    ASKED = "asked"
    ANSWERED = "answered"
    """The citizen has written again."""
    REPLIED = "replied"
    CLOSED = "closed"
    REOPENED = "reopened"
    CHASED = "chased"
    MERGED = "merged"
    UNMERGED = "unmerged"
    SPLIT = "split"
    LINKED = "linked"
    UNLINKED = "unlinked"
    SUBSCRIBED = "subscribed"
    WARNED = "warned"
    BREACHED = "breached"
    EMERGENCY = "emergency"
    NOTE = "note"


_T, _R, _P, _A, _C = (
    CaseState.TRIAGE,
    CaseState.REFERRED,
    CaseState.IN_PROGRESS,
    CaseState.AWAITING_CITIZEN,
    CaseState.CLOSED,
)
TRANSITIONS = frozenset(
    {
        (_T, CaseStepKind.REFERRED, _R),
        (_T, CaseStepKind.CLOSED, _C),
        (_T, CaseStepKind.ASKED, _A),
        (_R, CaseStepKind.ACKNOWLEDGED, _P),
        (_R, CaseStepKind.RETURNED, _T),
        (_R, CaseStepKind.REFERRED, _R),
        (_R, CaseStepKind.CLOSED, _C),
        (_P, CaseStepKind.REFERRED, _R),
        (_P, CaseStepKind.RETURNED, _T),
        (_P, CaseStepKind.ASKED, _A),
        (_P, CaseStepKind.CLOSED, _C),
        *((state, CaseStepKind.RULED, _R) for state in (_T, _R, _P)),
        (_A, CaseStepKind.ANSWERED, _P),
        (_A, CaseStepKind.ANSWERED, _T),
        (_A, CaseStepKind.REFERRED, _R),
        (_A, CaseStepKind.CLOSED, _C),
        (_C, CaseStepKind.REOPENED, _R),
        (_C, CaseStepKind.REOPENED, _T),
        *((state, CaseStepKind.MERGED, CaseState.MERGED) for state in (_T, _R, _P, _A)),
        *((CaseState.MERGED, CaseStepKind.UNMERGED, state) for state in (_T, _R, _P, _A)),
    }
)


def check_case_transition(state: str, kind: CaseStepKind, to: CaseState) -> None:
    """Raises TransitionNotAllowed where the table has no such step."""
    if (CaseState(state), kind, to) not in TRANSITIONS:
        raise TransitionNotAllowed(f"a case that is {state.replace('_', ' ')} cannot be {kind.value}")


def may_take(state: str, kind: CaseStepKind) -> bool:
    """Whether the table has such a step, whichever state it leads to."""
    return any((state, kind) == (start, step) for start, step, _ in TRANSITIONS)


class ReferralState(StrEnum):
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    """The case was referred to another department, or ended, before this one answered."""


OPEN_REFERRALS = (ReferralState.SENT, ReferralState.ACKNOWLEDGED)


class Relation(StrEnum):
    """What a case is to its parent."""

    SUB_CASE = "sub_case"
    """One department's part of a joint case; the parent's clock is its own."""
    INCIDENT = "incident"
    """One of many reports of the same incident; what the parent is told, its reporters are told."""
    SPLIT = "split"
    """Another matter of the same mail, a case of its own with its own clock."""
