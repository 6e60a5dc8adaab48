"""Whose matter is it?  Sent to a department, taken or sent back, and ruled on when nobody wants it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.catalogue import Catalogue
from assistant.cases.models import Case, CaseStep, Referral
from assistant.cases.register import lock_case
from assistant.cases.sending_on import send_on
from assistant.cases.states import OPEN_REFERRALS, CaseState, CaseStepKind, ReferralState
from assistant.cases.steps import move
from assistant.cases.texts import written
from assistant.database import utc_now
from assistant.errors import InvalidInput, TransitionNotAllowed

RETURNS_BEFORE_RULING = 2
"""After so many "not ours" only a supervisor says whose it is: nobody passes a citizen round."""


def refer(session: Session, case_id: str, *, actor: Actor, department: str, reason: str, catalogue: Catalogue) -> Case:
    """Send the case to `department`, whose clock is the one that already runs.  After two returns use `rule`."""
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    if case.returns >= RETURNS_BEFORE_RULING:
        raise TransitionNotAllowed("two departments have sent it back: a supervisor rules whose it is")
    send_on(session, case, CaseStepKind.REFERRED, actor=actor, department=_known(department, catalogue), reason=reason)
    record_event(session, actor, action="case.refer", subject=case.id, department=case.department)
    return case


def rule(session: Session, case_id: str, *, actor: Actor, department: str, reason: str, catalogue: Catalogue) -> Case:
    """A supervisor's last word on whose it is; the department cannot send it back."""
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_RULE, case.department)
    send_on(session, case, CaseStepKind.RULED, actor=actor, department=_known(department, catalogue), reason=reason)
    record_event(session, actor, action="case.rule", subject=case.id, department=case.department)
    return case


def acknowledge(session: Session, case_id: str, *, actor: Actor) -> Case:
    """The department takes the matter."""
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    referral = _open_referral(session, case)
    move(session, case, CaseStepKind.ACKNOWLEDGED, CaseState.IN_PROGRESS, actor=actor)
    _answer(referral, ReferralState.ACKNOWLEDGED, actor)
    record_event(session, actor, action="case.acknowledge", subject=case.id)
    return case


def return_case(
    session: Session, case_id: str, *, actor: Actor, reason: str, proposed: str, catalogue: Catalogue
) -> Case:
    """ "Not ours": only with a reason and the department whose it is instead.  The clock runs on."""
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    reason, proposed = written(reason, "reason"), _known(proposed, catalogue, field="proposed_department")
    if proposed == case.department:
        raise InvalidInput("name another department than your own", field="proposed_department")
    if was_ruled(session, case):
        raise TransitionNotAllowed("a supervisor has ruled that it is yours: ask them to rule anew")
    referral = _open_referral(session, case)
    referral.return_reason, referral.proposed_department = reason, proposed
    _answer(referral, ReferralState.RETURNED, actor)
    case.returns += 1
    case.owner = None
    case.review_reason = reason
    move(session, case, CaseStepKind.RETURNED, CaseState.TRIAGE, actor=actor, reason=reason, proposed=proposed)
    case.department = None  # After the step, which names who has sent it back.
    record_event(session, actor, action="case.return", subject=case.id, proposed=proposed)
    return case


def list_referrals(session: Session, case_id: str) -> list[Referral]:
    """All of the case's, the oldest first."""
    return list(
        session.scalars(select(Referral).where(Referral.case_id == case_id).order_by(Referral.referred_at, Referral.id))
    )


def _open_referral(session: Session, case: Case) -> Referral:
    newest = session.scalar(
        select(Referral)
        .where(Referral.case_id == case.id, Referral.state.in_(OPEN_REFERRALS))
        .order_by(Referral.referred_at.desc())
        .limit(1)
    )
    if newest is None:
        raise TransitionNotAllowed("the case has not been referred to a department")
    return newest


def _answer(referral: Referral, state: ReferralState, actor: Actor) -> None:
    referral.state, referral.answered_by, referral.answered_at = state.value, actor.name, utc_now()


def was_ruled(session: Session, case: Case) -> bool:
    """Whether the newest referral was a supervisor's last word."""
    decisive = (CaseStepKind.RULED.value, CaseStepKind.REFERRED.value)
    newest = select(CaseStep.kind).where(CaseStep.case_id == case.id, CaseStep.kind.in_(decisive))
    return session.scalar(newest.order_by(CaseStep.sequence.desc()).limit(1)) == CaseStepKind.RULED.value


def _known(department: str, catalogue: Catalogue, *, field: str = "department") -> str:
    found = catalogue.find_department(department)
    if found is None:
        raise InvalidInput(f"no such department: {department}", field=field)
    return found.code
