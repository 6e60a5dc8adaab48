"""How is a case opened and found, and who may see it?"""

from __future__ import annotations

import datetime
import hashlib
import secrets
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from assistant.accounts.permissions import CITIZEN, EVERY_DEPARTMENT, Actor, Permission
from assistant.cases.clock import restart_clock
from assistant.cases.fields import fields_as_json
from assistant.cases.models import Case, CaseAttachment, CaseMessage, CaseStep
from assistant.cases.numbers import new_number
from assistant.cases.report import CitizenText, Issue, Report
from assistant.cases.states import CaseState, CaseStepKind
from assistant.cases.steps import next_entry, record_step
from assistant.cases.targets import Targets
from assistant.database import utc_now
from assistant.errors import CaseNotFound

CLEAN, HELD = "clean", "held"


@dataclass(frozen=True)
class Opened:
    """A new case; `token` is shown once, in the citizen's mail or on their page, and only its hash is kept."""

    case: Case
    token: str


def open_case(session: Session, report: Report, *, targets: Targets, actor: Actor = CITIZEN) -> Opened:
    """A case that waits in triage, with the citizen's text as the first entry of its log and its clock running."""
    triage = report.triage
    opened = begin_case(
        session,
        targets=targets,
        channel=report.text.channel,
        language=report.text.language,
        summary=report.summary,
        case_type=triage.case_type.code,
        category=triage.category.code,
        priority=triage.priority.code,
        triage=triage.as_json(),
        fields=fields_as_json(report.fields),
        issues=[_issue(issue) for issue in report.issues],
        wants_reply=report.wants_reply,
        injection_suspected=report.injection_suspected,
        review_reason=triage.why or None,
        contact=dict(report.contact),
        latitude=report.latitude,
        longitude=report.longitude,
        conversation_id=report.conversation_id,
        duplicate_of_id=report.duplicate_of_id,
    )
    add_text(session, opened.case, report.text)
    record_step(session, opened.case, CaseStepKind.OPENED, actor=actor, channel=opened.case.channel)
    return opened


def begin_case(
    session: Session, *, targets: Targets, clock_from: datetime.datetime | None = None, **values: Any
) -> Opened:
    """A case in triage with its clock running, from now unless another case's runs already; its log is still empty."""
    token, now = secrets.token_urlsafe(24), utc_now()
    case = Case(
        id=str(uuid.uuid4()),
        number=new_number(),
        state=CaseState.TRIAGE.value,
        department=None,
        access_hash=hash_token(token),
        returns=0,
        chasers=0,
        reopenings=0,
        opened_at=now,
        changed_at=now,
        version=0,
        entry_count=0,
        **values,
    )
    with session.no_autoflush:
        session.add(case)
        restart_clock(session, case, at=clock_from or now, targets=targets)
    return Opened(case, token)


def add_text(session: Session, case: Case, text: CitizenText) -> CaseMessage:
    """The citizen's text as the next entry of the log, with its files.  The caller records what it means."""
    message = CaseMessage(
        id=str(uuid.uuid4()),
        case_id=case.id,
        sequence=next_entry(case),
        direction="incoming",
        channel=text.channel,
        subject=text.subject,
        body=text.body,
        from_header=text.from_header,
        segments=list(text.segments),
        attachment_text=text.attachment_text,
        html=text.html,
        language=text.language,
        mail_id=text.mail_id,
        created_at=utc_now(),
    )
    session.add(message)
    session.flush()
    for position, file in enumerate(text.files):
        session.add(
            CaseAttachment(id=str(uuid.uuid4()), message_id=message.id, position=position, scan=HELD, **asdict(file))
        )
    session.flush()
    return message


def find_case(session: Session, case_id: str, *, actor: Actor) -> Case:
    """By its id or its number.  Raises CaseNotFound, also for one of a department that the actor does not serve."""
    actor.require(Permission.CASE_READ)
    case = session.scalar(select(Case).where(or_(Case.id == case_id, Case.number == case_id)))
    if case is None or not actor.may(Permission.CASE_READ, case.department):
        raise CaseNotFound("there is no such case that you may see")
    return case


def lock_case(session: Session, case_id: str, *, actor: Actor) -> Case:
    """As `find_case`, and until the transaction ends nobody else changes the case or its log."""
    hold_cases(session, case_id)
    return find_case(session, case_id, actor=actor)


def hold_cases(session: Session, *case_ids: str) -> None:
    """Until the transaction ends nobody else changes the cases or their logs; several are taken in one order."""
    named = or_(Case.id.in_(case_ids), Case.number.in_(case_ids))
    session.execute(select(Case.id).where(named).order_by(Case.id).with_for_update())
    session.expire_all()


def read_log(session: Session, case_id: str, *, after: int = 0) -> list[CaseMessage | CaseStep]:
    """The entries after the one of that number, in the order of their numbers."""
    messages = select(CaseMessage).where(CaseMessage.case_id == case_id, CaseMessage.sequence > after)
    steps = select(CaseStep).where(CaseStep.case_id == case_id, CaseStep.sequence > after)
    entries: list[CaseMessage | CaseStep] = [*session.scalars(messages), *session.scalars(steps)]
    return sorted(entries, key=lambda entry: entry.sequence)


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Which cases the actor may see; those of no department are the contact centre's."""
    if EVERY_DEPARTMENT in actor.departments:
        return true()
    return Case.department.in_(actor.departments)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _issue(issue: Issue) -> dict[str, object]:
    return {
        "text": issue.text,
        "start": issue.start,
        "end": issue.end,
        "summary": issue.summary,
        "category": issue.triage.category.code,
        "departments": [choice.code for choice in issue.triage.departments],
        "triage": issue.triage.as_json(),
        "case_number": None,
    }
