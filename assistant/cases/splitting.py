"""What when one mail has two matters, or one matter two departments?  Each gets a case of its own, or a part of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.catalogue import Catalogue
from assistant.cases.fields import FieldName
from assistant.cases.models import Case, CaseMessage
from assistant.cases.register import Opened, add_text, begin_case, lock_case
from assistant.cases.report import CitizenText
from assistant.cases.sending_on import send_on
from assistant.cases.states import OPEN, CaseStepKind, Relation
from assistant.cases.steps import record_step
from assistant.cases.targets import Targets
from assistant.cases.texts import told, written
from assistant.cases.writing import write_to_citizen
from assistant.errors import InvalidInput, TransitionNotAllowed
from assistant.outgoing.mails import Purpose

_OF_THE_PERSON = (
    FieldName.REPORTER_NAME,
    FieldName.REPORTER_PHONE,
    FieldName.REPORTER_EMAIL,
    FieldName.REPORTER_ADDRESS,
)


def split_issue(session: Session, case_id: str, *, actor: Actor, ordinal: int, targets: Targets) -> Opened:
    """Open a case for the mail's matter of that place (0 is the case's own), and tell the citizen its number.

    It has the matter's own category, department and priority, what the mail says of the person, and a clock of its
    own, which runs from the same report.
    """
    origin = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, origin.department)
    issue = _open_issue(origin, ordinal)
    triage = issue["triage"]
    opened = _open_from(
        session,
        origin,
        relation=Relation.SPLIT,
        summary=issue["summary"],
        case_type=triage["case_type"]["code"],
        category=issue["category"],
        priority=triage["priority"]["code"],
        triage=triage,
        fields={name: value if name in _OF_THE_PERSON else None for name, value in origin.fields.items()},
        issues=[{key: value for key, value in issue.items() if key != "settled"}],
        review_reason=triage["why"] or None,
        contact=dict(origin.contact),
        targets=targets,
        actor=actor,
    )
    case = opened.case
    _set_issue(origin, ordinal, case_number=case.number)
    record_step(session, origin, CaseStepKind.SPLIT, actor=actor, issue=ordinal, number=case.number)
    text = told("split", case.language, number=case.number, origin=origin.number)
    write_to_citizen(session, case, actor, text, purpose=Purpose.UPDATE, subject="subject_update")
    record_event(session, actor, action="case.split", subject=origin.id, issue=ordinal, case=case.id)
    return opened


def settle_issue(session: Session, case_id: str, *, actor: Actor, ordinal: int) -> Case:
    """Say that the reply to this case covers the mail's matter of that place as well."""
    case = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, case.department)
    _open_issue(case, ordinal)
    _set_issue(case, ordinal, settled=True)
    record_step(session, case, CaseStepKind.CONFIRMED, actor=actor, issue=ordinal)
    record_event(session, actor, action="case.settle", subject=case.id, issue=ordinal)
    return case


def open_sub_case(
    session: Session,
    case_id: str,
    *,
    actor: Actor,
    department: str,
    reason: str,
    catalogue: Catalogue,
    targets: Targets,
) -> Case:
    """Another department's part of a joint case, under the lead's clock; the lead's department keeps the citizen."""
    lead = lock_case(session, case_id, actor=actor)
    actor.require(Permission.CASE_HANDLE, lead.department)
    found = catalogue.find_department(department)
    if found is None or found.code == lead.department:
        raise InvalidInput("name another department of the catalogue", field="department")
    if lead.state not in OPEN or lead.relation == Relation.SUB_CASE:
        raise TransitionNotAllowed("only a case that is open, and no part of another one, has parts")
    part = _open_from(
        session,
        lead,
        relation=Relation.SUB_CASE,
        summary=written(reason, "reason"),
        case_type=lead.case_type,
        category=lead.category,
        priority=lead.priority,
        triage=lead.triage,
        fields={name: None if name in _OF_THE_PERSON else value for name, value in lead.fields.items()},
        issues=[],
        review_reason=None,
        contact={},
        targets=targets,
        actor=actor,
    ).case
    send_on(session, part, CaseStepKind.REFERRED, actor=actor, department=found.code, reason=reason)
    record_step(session, lead, CaseStepKind.SPLIT, actor=actor, part=part.number, department=found.code)
    record_event(session, actor, action="case.join", subject=lead.id, part=part.id, department=found.code)
    return part


def _open_from(
    session: Session, origin: Case, *, relation: Relation, targets: Targets, actor: Actor, **values: Any
) -> Opened:
    opened = begin_case(
        session,
        targets=targets,
        clock_from=origin.clock_from,
        channel=origin.channel,
        language=origin.language,
        wants_reply=origin.wants_reply,
        injection_suspected=origin.injection_suspected,
        latitude=origin.latitude if relation is Relation.SUB_CASE else None,
        longitude=origin.longitude if relation is Relation.SUB_CASE else None,
        conversation_id=origin.conversation_id,
        parent_id=origin.id,
        relation=relation.value,
        **values,
    )
    add_text(session, opened.case, _first_text(session, origin))
    record_step(
        session, opened.case, CaseStepKind.OPENED, actor=actor, channel=opened.case.channel, origin=origin.number
    )
    return opened


def _first_text(session: Session, origin: Case) -> CitizenText:
    """The whole of it, so that every field's words stand where the field says; files stay with the origin."""
    first = select(CaseMessage).where(CaseMessage.case_id == origin.id, CaseMessage.direction == "incoming")
    message = session.scalars(first.order_by(CaseMessage.sequence).limit(1)).one()
    return CitizenText(
        message.body,
        subject=message.subject,
        channel=message.channel,
        language=message.language,
        from_header=message.from_header,
        segments=message.segments,
        attachment_text=message.attachment_text,
        html=message.html,
    )


def _open_issue(case: Case, ordinal: int) -> Mapping[str, Any]:
    """Raises InvalidInput where the mail has no such matter, and TransitionNotAllowed where it was taken up already."""
    if not 0 < ordinal < len(case.issues):
        raise InvalidInput("the mail has no such further matter", field="ordinal")
    issue = case.issues[ordinal]
    if case.state not in OPEN or issue["case_number"] or issue.get("settled"):
        raise TransitionNotAllowed("that matter has been taken up already, or the case is closed")
    return issue


def _set_issue(case: Case, ordinal: int, **values: object) -> None:
    # A new list: a change inside the old one would not be stored.
    case.issues = [{**issue, **values} if place == ordinal else issue for place, issue in enumerate(case.issues)]
