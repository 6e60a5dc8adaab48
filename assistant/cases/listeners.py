"""Who else hears how a matter goes: those who have reported the same, and those who have asked to be told?"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor
from assistant.cases.closing import end, what_is_open
from assistant.cases.contacts import is_email
from assistant.cases.models import Case, CaseSubscriber
from assistant.cases.register import hold_cases
from assistant.cases.states import OPEN, CaseState, CaseStepKind, Relation
from assistant.cases.steps import record_step
from assistant.cases.texts import told
from assistant.cases.writing import write_to_citizen
from assistant.database import utc_now
from assistant.errors import InvalidInput, TransitionNotAllowed
from assistant.languages import LANGUAGES
from assistant.outgoing.mails import Purpose, queue_mail


def add_subscriber(session: Session, case: Case, *, email: str, language: str, actor: Actor) -> None:
    """Tell this address how the matter goes; twice is no more than once.  The caller holds the lock of the case.

    Raises InvalidInput for an address that is none, and TransitionNotAllowed for a case that has ended.
    """
    email = email.strip()
    if not is_email(email):
        raise InvalidInput("not a mail address", field="email")
    if language not in LANGUAGES:
        raise InvalidInput(f"no such language: {language}", field="language")
    if case.state not in OPEN:
        raise TransitionNotAllowed(f"a case that is {case.state} brings no more news")
    known = select(CaseSubscriber.email).where(CaseSubscriber.case_id == case.id)
    if email.casefold() in map(str.casefold, session.scalars(known)):
        return
    session.add(
        CaseSubscriber(id=str(uuid.uuid4()), case_id=case.id, email=email, language=language, created_at=utc_now())
    )
    record_step(session, case, CaseStepKind.SUBSCRIBED, actor=actor)


def list_reports(session: Session, case: Case) -> list[Case]:
    """The other cases that this one speaks for: merged into it, or linked to it as their incident and still open."""
    merged = (Case.merged_into_id == case.id) & (Case.state == CaseState.MERGED)
    linked = (Case.parent_id == case.id) & (Case.relation == Relation.INCIDENT) & Case.state.in_(OPEN)
    return list(session.scalars(select(Case).where(or_(merged, linked)).order_by(Case.id)))


def hold_with_reports(session: Session, case_id: str) -> None:
    """Nobody else changes the case, or those that it speaks for, until the transaction ends."""
    case = session.scalar(select(Case).where(or_(Case.id == case_id, Case.number == case_id)))
    if case is not None:
        hold_cases(session, case.id, *(report.id for report in list_reports(session, case)))


def tell_listeners(session: Session, case: Case, text: str, *, actor: Actor) -> int:
    """Write to everybody but the case's own citizen, once each, in their own language around the same words.

    Those who have reported it read it in their own case; how many were told.  The caller holds all the locks.
    """
    reached = {case.contact.get("email", "").casefold()}
    told_now = 0
    for report in list_reports(session, case):
        address = report.contact.get("email", "").casefold()
        if address and address in reached:
            continue
        reached.add(address)
        body = told("update", report.language, lead=case.number, text=text)
        write_to_citizen(session, report, actor, body, purpose=Purpose.UPDATE, subject="subject_update")
        told_now += 1
    for subscriber in session.scalars(select(CaseSubscriber).where(CaseSubscriber.case_id == case.id)):
        if subscriber.email.casefold() in reached:
            continue
        reached.add(subscriber.email.casefold())
        subject = told("subject_update", subscriber.language, number=case.number)
        body = told("update", subscriber.language, lead=case.number, text=text)
        queue_mail(session, purpose=Purpose.UPDATE, case=case, recipient=subscriber.email, subject=subject, body=body)
        told_now += 1
    return told_now


def close_reports(session: Session, case: Case, closing: Mapping[str, str], *, actor: Actor) -> None:
    """Tell everybody what was done, why, and what happens next; who has reported the incident has their case closed.

    A report with something of its own that is open stays so.  What was written to the case's own citizen besides is
    theirs alone.
    """
    tell_listeners(session, case, "\n\n".join(closing.values()), actor=actor)
    for report in list_reports(session, case):
        if report.relation == Relation.INCIDENT and report.state in OPEN and not what_is_open(session, report):
            end(session, report, closing, actor=actor, incident=case.number)
