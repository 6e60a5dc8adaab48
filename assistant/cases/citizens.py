"""What may a citizen ask of their case, and say about it?  With its number and a contact that the case knows."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import CITIZEN
from assistant.cases.alerts import raise_chaser
from assistant.cases.contacts import matches
from assistant.cases.listeners import add_subscriber
from assistant.cases.models import Case, CaseMessage
from assistant.cases.numbers import read_number
from assistant.cases.register import add_text, hold_cases
from assistant.cases.reopening import reopen_locked
from assistant.cases.report import CitizenText
from assistant.cases.states import CaseState, CaseStepKind, Relation
from assistant.cases.steps import move, record_step
from assistant.cases.targets import Targets
from assistant.cases.texts import written
from assistant.cases.thanks import is_thanks
from assistant.errors import CaseNotFound

_NOBODY = ({"email": "nobody@mail.example", "phone": "00000000"}, "0" * 64)
"""What a number that is not there is compared with, so that it takes the time of one that is."""


def find_own_case(session: Session, number: str, contact: str) -> Case:
    """Raises CaseNotFound for a number that is unknown and for a contact that is wrong: in the same words and time."""
    known = select(Case.id, Case.contact, Case.access_hash).where(
        Case.number == (read_number(number) or "none"), Case.relation.is_distinct_from(Relation.SUB_CASE.value)
    )
    row = session.execute(known).one_or_none()
    known_contact, access_hash = (row.contact, row.access_hash) if row else _NOBODY
    if not matches(known_contact, access_hash, contact) or row is None:
        raise CaseNotFound("no case has this number and this contact")
    return session.get_one(Case, row.id)


def add_citizen_text(session: Session, case: Case, text: CitizenText, *, targets: Targets) -> CaseMessage:
    """What the citizen writes goes on with their case: an answer to a question, more to know, or "not fixed".

    A reply to a closing reply opens the case again, as that says; one that only thanks does not.
    """
    hold_cases(session, case.id, case.merged_into_id or case.id)
    message = add_text(session, case, text)
    lead = session.get(Case, case.merged_into_id) if case.merged_into_id else None
    if case.state == CaseState.AWAITING_CITIZEN:
        to = CaseState.IN_PROGRESS if case.department else CaseState.TRIAGE
        move(session, case, CaseStepKind.ANSWERED, to, actor=CITIZEN)
        return message
    if _has_ended(lead or case) and not is_thanks(text.own):
        reopen_locked(session, lead or case, actor=CITIZEN, reason="the citizen has written again", targets=targets)
    record_step(session, case, CaseStepKind.ANSWERED, actor=CITIZEN)
    if lead is not None:
        record_step(session, lead, CaseStepKind.ANSWERED, actor=CITIZEN, merged=case.number)
    return message


def not_fixed(session: Session, number: str, contact: str, text: str, *, targets: Targets) -> Case:
    """The matter is not settled: the same number, open again; a case that is open is chased instead."""
    case = _hold_own(session, number, contact)
    ended = _lead(session, case)
    if not _has_ended(ended):
        return _chase(session, case, text)
    text = written(text, "text")
    add_text(session, case, CitizenText(text, channel="web", language=case.language))
    reopen_locked(session, ended, actor=CITIZEN, reason=text, targets=targets)
    return case


def chase(session: Session, number: str, contact: str, text: str) -> Case:
    """The citizen asks where the reply is.  Counted and shown; it changes no clock and no place in the row."""
    return _chase(session, _hold_own(session, number, contact), text)


def record_chaser(session: Session, case: Case) -> None:
    """Count one, and tell who has the case, or its lead.  The caller holds the locks and has kept the text."""
    live = _lead(session, case)
    live.chasers += 1
    raise_chaser(session, live)


def follow(session: Session, number: str, *, email: str, language: str) -> None:
    """Somebody who would have reported the same wants to be told how it goes.  Raises CaseNotFound."""
    case = session.scalar(select(Case).where(Case.number == (read_number(number) or "none")))
    if case is None or case.relation == Relation.SUB_CASE:
        raise CaseNotFound("no case has this number")
    hold_cases(session, case.id)
    add_subscriber(session, case, email=email, language=language, actor=CITIZEN)


def _chase(session: Session, case: Case, text: str) -> Case:
    add_text(session, case, CitizenText(written(text, "text"), channel="web", language=case.language))
    record_chaser(session, case)
    return case


def _hold_own(session: Session, number: str, contact: str) -> Case:
    case = find_own_case(session, number, contact)
    hold_cases(session, case.id, case.merged_into_id or case.id)
    return case


def _lead(session: Session, case: Case) -> Case:
    return session.get_one(Case, case.merged_into_id) if case.merged_into_id else case


def _has_ended(case: Case) -> bool:
    return case.state == CaseState.CLOSED
