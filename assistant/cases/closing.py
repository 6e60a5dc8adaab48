"""What has to be over before a case is closed, and what ends with it?"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor
from assistant.cases.clock import TIMED, cancel_alerts
from assistant.cases.models import Case
from assistant.cases.states import OPEN, CaseState, CaseStepKind, Relation
from assistant.cases.steps import move, supersede_referrals
from assistant.database import utc_now


def what_is_open(session: Session, case: Case) -> str | None:
    """A sub-case, or a matter of the mail that nobody has taken up, in words for staff."""
    open_parts = select(Case.number).where(
        Case.parent_id == case.id, Case.relation == Relation.SUB_CASE, Case.state.in_(OPEN)
    )
    if number := session.scalar(open_parts.order_by(Case.opened_at).limit(1)):
        return f"its part {number} is still open"
    if any(not issue["case_number"] and not issue.get("settled") for issue in case.issues[1:]):
        return "the mail has another matter: split it off, or say that this reply settles it"
    return None


def end(session: Session, case: Case, closing: Mapping[str, str], *, actor: Actor, **detail: str) -> None:
    """Close the case whose citizen has been told.  The caller holds the lock."""
    case.closing, case.closed_at = dict(closing), utc_now()
    supersede_referrals(session, case)
    cancel_alerts(session, case, TIMED)
    move(session, case, CaseStepKind.CLOSED, CaseState.CLOSED, actor=actor, **detail)
