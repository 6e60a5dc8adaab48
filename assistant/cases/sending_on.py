"""How does a case come to a department?  With a reason, and as a referral that the department answers."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor
from assistant.cases.models import Case, Referral
from assistant.cases.states import CaseState, CaseStepKind, ReferralState
from assistant.cases.steps import move, supersede_referrals
from assistant.cases.texts import written
from assistant.database import utc_now
from assistant.errors import InvalidInput
from assistant.signals import CASES, send_signal


def send_on(session: Session, case: Case, kind: CaseStepKind, *, actor: Actor, department: str, reason: str) -> None:
    """The caller holds the lock of the case, and asks for the permission."""
    reason = written(reason, "reason")
    if department == case.department:
        raise InvalidInput("the case is already there", field="department")
    before = case.department
    add_referral(session, case, actor=actor, department=department, reason=reason)
    case.department, case.owner = department, None
    case.review_reason = None
    # The step is the new department's, whose systems are to hear of it.
    move(session, case, kind, CaseState.REFERRED, actor=actor, department=department, reason=reason, sender=before)
    send_signal(session, CASES, case=case.id, department=before, step=kind.value)


def add_referral(session: Session, case: Case, *, actor: Actor, department: str, reason: str) -> None:
    """The department is to answer this one; whoever has not answered an earlier one needs no longer to."""
    supersede_referrals(session, case)
    session.add(
        Referral(
            id=str(uuid.uuid4()),
            case_id=case.id,
            from_department=case.department if case.department != department else None,
            to_department=department,
            reason=reason,
            referred_by=actor.name,
            referred_at=utc_now(),
            state=ReferralState.SENT.value,
        )
    )
    session.flush()
