"""How does a case change, and who learns of it?  Every change is an entry of the case's log.

Who changes a case holds the lock of its row (`register.lock_case`), so that messages and steps have one order.  The
functions that staff call ask for the permission and write the audit; these here do neither.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor
from assistant.cases.models import Case, CaseStep, Referral
from assistant.cases.states import (
    OPEN_REFERRALS,
    CaseState,
    CaseStepKind,
    ReferralState,
    check_case_transition,
)
from assistant.database import utc_now
from assistant.outgoing.webhooks import queue_calls
from assistant.signals import CASES, send_signal


def move(session: Session, case: Case, kind: CaseStepKind, to: CaseState, *, actor: Actor, **detail: Any) -> CaseStep:
    """Take a step of the table.  Raises TransitionNotAllowed."""
    check_case_transition(case.state, kind, to)
    detail = {"from": case.state, "to": to.value, **detail}
    case.state = to.value
    return record_step(session, case, kind, actor=actor, **detail)


def record_step(session: Session, case: Case, kind: CaseStepKind, *, actor: Actor, **detail: Any) -> CaseStep:
    """Add a step to the log, tell who looks at cases, and queue the calls of those systems that want to know."""
    now = utc_now()
    case.changed_at = now
    case.version += 1
    step = CaseStep(
        case_id=case.id,
        sequence=next_entry(case),
        kind=kind.value,
        at=now,
        actor=actor.name,
        department=case.department,
        detail=detail,
    )
    session.add(step)
    session.flush()
    queue_calls(session, case, step)
    send_signal(session, CASES, case=case.id, department=case.department, step=kind.value)
    return step


def find_keyed_step(session: Session, case: Case, *, actor: Actor, key: str) -> CaseStep | None:
    """What the actor has done with the case under the client's own name for it."""
    own = select(CaseStep).where(CaseStep.case_id == case.id, CaseStep.actor == actor.name)
    return next((step for step in session.scalars(own) if step.detail.get("key") == key), None)


def next_entry(case: Case) -> int:
    """The number of the log's next entry; the caller holds the lock of the case's row."""
    case.entry_count += 1
    return case.entry_count


def supersede_referrals(session: Session, case: Case) -> None:
    """Whoever has not answered a referral needs no longer to."""
    waiting = update(Referral).where(Referral.case_id == case.id, Referral.state.in_(OPEN_REFERRALS))
    session.execute(waiting.values(state=ReferralState.SUPERSEDED.value, answered_at=utc_now()))
