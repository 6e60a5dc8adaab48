"""Which alerts concern somebody, and who has taken notice of them?"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.clock import BREACHES, AlertRule
from assistant.cases.models import Case, CaseAlert
from assistant.cases.register import find_case, seen_by
from assistant.cases.states import OPEN
from assistant.errors import CaseNotFound


def list_alerts(session: Session, *, actor: Actor, limit: int = 100) -> list[tuple[CaseAlert, Case]]:
    """Those that were told to the actor and that nobody has seen yet, of open cases; the newest first."""
    actor.require(Permission.CASE_READ)
    rows = session.execute(
        select(CaseAlert, Case)
        .join(Case, Case.id == CaseAlert.case_id)
        .where(CaseAlert.fired_at.is_not(None), CaseAlert.seen_by.is_(None), Case.state.in_(OPEN), seen_by(actor))
        .order_by(CaseAlert.fired_at.desc(), CaseAlert.id.desc())
        .limit(limit)
    )
    return [(alert, case) for alert, case in rows if concerns(AlertRule(alert.rule), case, actor)]


def see_alert(session: Session, alert_id: int, *, actor: Actor) -> CaseAlert:
    """Say that somebody has taken notice.  Raises CaseNotFound for an alert of a case that the actor may not see."""
    alert = session.get(CaseAlert, alert_id)
    if alert is None:
        raise CaseNotFound("there is no such alert that you may see")
    case = find_case(session, alert.case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    alert.seen_by = alert.seen_by or actor.name
    record_event(session, actor, action="case.alert.see", subject=case.id, alert=alert.id)
    return alert


def concerns(rule: AlertRule, case: Case, actor: Actor) -> bool:
    """A warning is for who has the case, or for everybody who may take it; a breach for those who supervise."""
    supervises = actor.may(Permission.CASE_RULE, case.department)
    if rule in BREACHES or (rule is AlertRule.CHASED and case.chasers > 1 and supervises):
        return supervises
    if rule is AlertRule.EMERGENCY or case.owner is None:
        return actor.may(Permission.CASE_HANDLE, case.department)
    return actor.name == case.owner
