"""Who is told that a case's time runs out, and that it has?  Each alert once, however many schedulers look.

An alert is a row with a time.  Whoever finds it due holds its case and marks it fired in the same transaction, so that
no second one can: after a pause of hours everything that fell due in it is told, and nothing twice.
"""

from __future__ import annotations

import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant.accounts.models import User
from assistant.accounts.permissions import SERVICE
from assistant.accounts.staff_sessions import actor_of
from assistant.cases.alert_list import concerns
from assistant.cases.clock import BREACHES, RESPONSE_RULES, WARNINGS, AlertRule
from assistant.cases.contacts import is_email
from assistant.cases.models import Case, CaseAlert
from assistant.cases.states import OPEN, CaseStepKind
from assistant.cases.steps import record_step
from assistant.cases.texts import told
from assistant.database import utc_now
from assistant.outgoing.mails import Purpose, queue_mail
from assistant.signals import send_signal, user_topic

_STEPS = {
    **dict.fromkeys(WARNINGS, CaseStepKind.WARNED),
    **dict.fromkeys(BREACHES, CaseStepKind.BREACHED),
    AlertRule.EMERGENCY: CaseStepKind.EMERGENCY,
    AlertRule.CHASED: CaseStepKind.CHASED,
    AlertRule.MAIL_LOOP: CaseStepKind.WARNED,
}
_LIVE = (CaseAlert.fired_at.is_(None), CaseAlert.cancelled_at.is_(None))


def fire_due(session: Session, *, now: datetime.datetime | None = None, limit: int = 100) -> int:
    """Tell whom it concerns of at most `limit` alerts that are due, the oldest first; how many were told.

    Cases that somebody else holds are left for the next time, so that nobody waits for anybody.
    """
    now = now or utc_now()
    due = select(CaseAlert).where(*_LIVE, CaseAlert.due_at <= now).order_by(CaseAlert.due_at, CaseAlert.id)
    fired = 0
    for alert in session.scalars(due.limit(limit)).all():
        held = select(Case).where(Case.id == alert.case_id).with_for_update(skip_locked=True)
        case = session.scalar(held.execution_options(populate_existing=True))
        if case is None:
            continue
        if _is_void(case, alert):
            _mark(session, alert, cancelled_at=now)
        elif _mark(session, alert, fired_at=now):
            _tell(session, case, alert)
            fired += 1
    return fired


def raise_emergency(session: Session, case: Case) -> None:
    """Tell everybody who handles the case, once for each time that it is opened; the caller holds its lock."""
    _raise(session, case, AlertRule.EMERGENCY, case.reopenings)


def raise_chaser(session: Session, case: Case) -> None:
    """Tell who has the case that its citizen asks for a reply, and from the second time on who supervises it too.

    The caller holds the lock of the case and has counted.
    """
    _raise(session, case, AlertRule.CHASED, case.chasers)


def raise_mail_loop(session: Session, case: Case) -> None:
    """Tell that a program seems to answer our mails about the case; the caller holds its lock."""
    _raise(session, case, AlertRule.MAIL_LOOP, case.reopenings)


def _raise(session: Session, case: Case, rule: AlertRule, nth: int) -> None:
    """An alert that waits for no time is told in the transaction of what it is about."""
    same = (CaseAlert.case_id == case.id, CaseAlert.rule == rule, CaseAlert.round == nth)
    if session.scalar(select(CaseAlert.id).where(*same)) is not None:
        return
    now = utc_now()
    alert = CaseAlert(case_id=case.id, rule=rule.value, round=nth, due_at=now, fired_at=now)
    session.add(alert)
    session.flush()
    _tell(session, case, alert)


def _is_void(case: Case, alert: CaseAlert) -> bool:
    """Whether there is nothing left to tell: the case is no longer open, or it was done in time."""
    if alert.round < case.reopenings:
        return alert.rule in WARNINGS
    done_at = case.responded_at if alert.rule in RESPONSE_RULES else case.closed_at
    if case.state not in OPEN and done_at is None:
        return True
    return done_at is not None and (alert.rule in WARNINGS or done_at <= alert.due_at)


def _mark(session: Session, alert: CaseAlert, **values: datetime.datetime) -> bool:
    """False where somebody else has been there first, or has given the alert another time."""
    same = (CaseAlert.id == alert.id, CaseAlert.due_at == alert.due_at)
    marked = update(CaseAlert).where(*same, *_LIVE).values(**values).returning(CaseAlert.id)
    return session.scalar(marked) is not None


def _tell(session: Session, case: Case, alert: CaseAlert) -> None:
    rule = AlertRule(alert.rule)
    due_at = alert.due_at.isoformat()
    record_step(session, case, _STEPS[rule], actor=SERVICE, rule=rule.value, round=alert.round, due_at=due_at)
    for user in session.scalars(select(User).where(User.disabled_at.is_(None)).order_by(User.username)):
        if not concerns(rule, case, actor_of(user)):
            continue
        send_signal(session, user_topic(user.id), alert=alert.id, case=case.id, rule=rule.value)
        # An account has an address only where people sign in with it.
        if is_email(user.username):
            language = user.languages[0]
            subject = told(f"alert_{rule.value}", language, number=case.number)
            body = told("alert", language, number=case.number)
            queue_mail(session, purpose=Purpose.ALERT, case=case, recipient=user.username, subject=subject, body=body)
