"""From when does a case's clock run, and when is somebody to be told of it?"""

from __future__ import annotations

import datetime
from enum import StrEnum

from sqlalchemy import Update, or_, select, update
from sqlalchemy.orm import Session

from assistant.cases.models import Case, CaseAlert
from assistant.cases.states import Relation
from assistant.cases.targets import Targets
from assistant.database import utc_now


class AlertRule(StrEnum):
    RESPONSE_WARNING = "response_warning"
    RESPONSE_BREACH = "response_breach"
    RESOLUTION_WARNING = "resolution_warning"
    RESOLUTION_BREACH = "resolution_breach"
    EMERGENCY = "emergency"
    CHASED = "chased"
    MAIL_LOOP = "mail_loop"


RESPONSE_RULES = (AlertRule.RESPONSE_WARNING, AlertRule.RESPONSE_BREACH)
WARNINGS = (AlertRule.RESPONSE_WARNING, AlertRule.RESOLUTION_WARNING)
BREACHES = (AlertRule.RESPONSE_BREACH, AlertRule.RESOLUTION_BREACH)
TIMED = (*WARNINGS, *BREACHES)


def restart_clock(session: Session, case: Case, *, at: datetime.datetime, targets: Targets) -> None:
    """Count the case's targets from `at`, and set the times at which somebody is to be told.

    A part of a joint case has no clock: its times are its lead's.  What was told in this round is not told again.
    """
    if case.relation == Relation.SUB_CASE:
        follow_clock(case, session.get_one(Case, case.parent_id))
        return
    deadlines = targets.deadlines(case.category, case.priority, at)
    case.clock_from, case.respond_by, case.resolve_by = at, deadlines.respond_by, deadlines.resolve_by
    session.flush()
    for part in session.scalars(select(Case).where(Case.parent_id == case.id, Case.relation == Relation.SUB_CASE)):
        follow_clock(part, case)
    cancel_alerts(session, case, TIMED)
    due = {
        AlertRule.RESPONSE_WARNING: deadlines.warn_response_at,
        AlertRule.RESPONSE_BREACH: deadlines.respond_by,
        AlertRule.RESOLUTION_WARNING: deadlines.warn_resolution_at,
        AlertRule.RESOLUTION_BREACH: deadlines.resolve_by,
    }
    known = select(CaseAlert).where(CaseAlert.case_id == case.id, CaseAlert.round == case.reopenings)
    rows = {row.rule: row for row in session.scalars(known.execution_options(populate_existing=True))}
    for rule, due_at in due.items():
        if case.responded_at is not None and rule in RESPONSE_RULES:
            continue
        row = rows.get(rule)
        if row is None:
            session.add(CaseAlert(case_id=case.id, rule=rule.value, round=case.reopenings, due_at=due_at))
        elif row.fired_at is None:
            row.due_at, row.cancelled_at = due_at, None
    session.flush()


def follow_clock(part: Case, lead: Case) -> None:
    """Joint cases have one clock."""
    part.clock_from, part.respond_by, part.resolve_by = lead.clock_from, lead.respond_by, lead.resolve_by


def cancel_alerts(session: Session, case: Case, rules: tuple[AlertRule, ...]) -> None:
    """What they would tell of was done in time.  A breach that has happened is still told, however late."""
    now = utc_now()
    in_time = or_(CaseAlert.due_at > now, CaseAlert.rule.in_(WARNINGS))
    session.execute(_waiting(case).where(CaseAlert.rule.in_(rules), in_time).values(cancelled_at=now))


def revive_alerts(session: Session, case: Case, *, since: datetime.datetime) -> None:
    """Take back what was cancelled from `since` on; what has been done by now stays so."""
    done = RESPONSE_RULES if case.responded_at is not None else ()
    cancelled = update(CaseAlert).where(
        CaseAlert.case_id == case.id,
        CaseAlert.round == case.reopenings,
        CaseAlert.fired_at.is_(None),
        CaseAlert.cancelled_at >= since,
        CaseAlert.rule.not_in(done),
    )
    session.execute(cancelled.values(cancelled_at=None))


def _waiting(case: Case) -> Update:
    return update(CaseAlert).where(
        CaseAlert.case_id == case.id, CaseAlert.fired_at.is_(None), CaseAlert.cancelled_at.is_(None)
    )
