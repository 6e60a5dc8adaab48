"""What does it mean that a matter is not settled after all?"""

from __future__ import annotations

from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor
from assistant.cases.models import Case
from assistant.cases.states import CaseState, CaseStepKind
from assistant.cases.steps import move
from assistant.cases.targets import Targets, restart_clock
from assistant.database import utc_now


def reopen_locked(session: Session, case: Case, *, actor: Actor, reason: str, targets: Targets) -> None:
    """The same number, with the department that had it, and a clock that starts anew.  The caller holds the lock."""
    to = CaseState.REFERRED if case.department else CaseState.TRIAGE
    case.reopenings += 1
    case.closed_at = case.responded_at = None
    restart_clock(session, case, at=utc_now(), targets=targets)
    move(session, case, CaseStepKind.REOPENED, to, actor=actor, reason=reason)
