"""Are two reports one matter?  A duplicate is merged into its lead, a report linked to its incident, until undone."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.clock import TIMED, cancel_alerts, revive_alerts
from assistant.cases.listeners import add_subscriber, hold_with_reports, list_reports, tell_listeners
from assistant.cases.models import Case, CaseStep
from assistant.cases.register import find_case, hold_cases, lock_case
from assistant.cases.states import OPEN, CaseState, CaseStepKind, Relation
from assistant.cases.steps import move, record_step
from assistant.cases.texts import told, written
from assistant.cases.writing import write_to_citizen
from assistant.errors import InvalidInput, TransitionNotAllowed
from assistant.outgoing.mails import Purpose


def merge(session: Session, case_id: str, *, actor: Actor, into: str) -> Case:
    """Make the case part of `into`, its lead; its texts stay its own, and its citizen hears what the lead's hears.

    Raises TransitionNotAllowed where either has parts of its own, so that undoing always gives back what was.
    """
    case, lead = _lock_both(session, case_id, into, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department, lead.department)
    _require_open(lead)
    _require_alone(session, case)
    if Relation.SUB_CASE in (case.relation, lead.relation):
        raise TransitionNotAllowed("a part of a joint case is no duplicate")
    case.state_before_merge, case.merged_into_id = case.state, lead.id
    move(session, case, CaseStepKind.MERGED, CaseState.MERGED, actor=actor, into=lead.number)
    cancel_alerts(session, case, TIMED)
    record_step(session, lead, CaseStepKind.LINKED, actor=actor, merged=case.number)
    _tell(session, case, lead, actor, "merged")
    record_event(session, actor, action="case.merge", subject=case.id, into=lead.id)
    return case


def unmerge(session: Session, case_id: str, *, actor: Actor) -> Case:
    """Give the case back exactly what it had: its state, department, owner, referrals, and the clock that ran on."""
    case = _lock_with_lead(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    if case.merged_into_id is None or case.state_before_merge is None:
        raise TransitionNotAllowed("the case is not merged into another one")
    lead = session.get_one(Case, case.merged_into_id)
    merged = select(CaseStep.at).where(CaseStep.case_id == case.id, CaseStep.kind == CaseStepKind.MERGED)
    merged_at = session.scalars(merged.order_by(CaseStep.sequence.desc()).limit(1)).one()
    move(session, case, CaseStepKind.UNMERGED, CaseState(case.state_before_merge), actor=actor, lead=lead.number)
    case.state_before_merge = case.merged_into_id = None
    revive_alerts(session, case, since=merged_at)
    record_step(session, lead, CaseStepKind.UNLINKED, actor=actor, merged=case.number)
    _tell(session, case, lead, actor, "unmerged")
    record_event(session, actor, action="case.unmerge", subject=case.id, lead=lead.id)
    return case


def link_incident(session: Session, case_id: str, *, actor: Actor, parent: str) -> Case:
    """Make the case one of many reports of `parent`: it keeps its number and clock, and closes with the incident."""
    case, lead = _lock_both(session, case_id, parent, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department, lead.department)
    _require_open(case)
    _require_open(lead)
    _require_alone(session, case)
    if case.parent_id is not None or lead.relation in (Relation.SUB_CASE, Relation.INCIDENT):
        raise TransitionNotAllowed("one of the two already belongs to another case")
    case.parent_id, case.relation = lead.id, Relation.INCIDENT.value
    for one, other in ((case, lead), (lead, case)):
        record_step(session, one, CaseStepKind.LINKED, actor=actor, incident=lead.number, number=other.number)
    _tell(session, case, lead, actor, "linked")
    record_event(session, actor, action="case.link", subject=case.id, parent=lead.id)
    return case


def unlink(session: Session, case_id: str, *, actor: Actor) -> Case:
    """The case is no report of the incident after all; its citizen hears of the incident no more."""
    case = _lock_with_lead(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    if case.parent_id is None or case.relation != Relation.INCIDENT:
        raise TransitionNotAllowed("the case is linked to no incident")
    lead = session.get_one(Case, case.parent_id)
    case.parent_id = case.relation = None
    for one, other in ((case, lead), (lead, case)):
        record_step(session, one, CaseStepKind.UNLINKED, actor=actor, incident=lead.number, number=other.number)
    _tell(session, case, lead, actor, "unmerged")
    record_event(session, actor, action="case.unlink", subject=case.id, parent=lead.id)
    return case


def subscribe(session: Session, case_id: str, *, actor: Actor, email: str, language: str) -> Case:
    """Somebody has asked by phone or at the counter to be told how the matter goes."""
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    add_subscriber(session, case, email=email, language=language, actor=actor)
    record_event(session, actor, action="case.subscribe", subject=case.id)
    return case


def publish_news(session: Session, case_id: str, *, actor: Actor, text: str) -> Case:
    """Tell everybody who waits for this matter how it stands; a reply is for the case's own citizen alone."""
    hold_with_reports(session, case_id)
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    _require_open(case)
    text = written(text, "text")
    write_to_citizen(session, case, actor, text, purpose=Purpose.REPLY, subject="subject_reply")
    reached = tell_listeners(session, case, text, actor=actor)
    record_step(session, case, CaseStepKind.REPLIED, actor=actor, listeners=reached)
    record_event(session, actor, action="case.publish", subject=case.id, listeners=reached)
    return case


def _lock_both(session: Session, case_id: str, other_id: str, *, actor: Actor) -> tuple[Case, Case]:
    hold_cases(session, case_id, other_id)
    case, other = (find_case(session, each, actor=actor) for each in (case_id, other_id))
    if case.id == other.id:
        raise InvalidInput("name another case than this one", field="number")
    return case, other


def _lock_with_lead(session: Session, case_id: str, *, actor: Actor) -> Case:
    case = find_case(session, case_id, actor=actor)
    hold_cases(session, case.id, case.merged_into_id or case.parent_id or case.id)
    return find_case(session, case_id, actor=actor)


def _require_open(case: Case) -> None:
    if case.state not in OPEN:
        raise TransitionNotAllowed(f"{case.number} is {case.state}")


def _require_alone(session: Session, case: Case) -> None:
    open_parts = select(func.count()).where(
        Case.parent_id == case.id, Case.relation == Relation.SUB_CASE, Case.state.in_(OPEN)
    )
    if session.scalar(open_parts) or list_reports(session, case):
        raise TransitionNotAllowed(f"{case.number} has other cases of its own: take those first")


def _tell(session: Session, case: Case, lead: Case, actor: Actor, name: str) -> None:
    text = told(name, case.language, number=case.number, lead=lead.number)
    write_to_citizen(session, case, actor, text, purpose=Purpose.UPDATE, subject="subject_update")
