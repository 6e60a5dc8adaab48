"""How does a citizen follow what they have reported?  By its number and what they left with it, or its token."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.citizens import add_citizen_text, chase, find_own_case, not_fixed
from assistant.cases.models import Case, CaseMessage
from assistant.cases.progress import progress
from assistant.cases.report import CitizenText
from assistant.cases.states import CaseState
from assistant.cases.texts import written
from ui.api.reports_wire import LetterOut, OwnCaseIn, OwnTextIn, ProgressOut
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.report_tries import counted_try
from ui.service import Service

router = APIRouter(prefix="/api/v1/reports", tags=["reports"], responses=PROBLEM_RESPONSES)
MOST_LETTERS = 20


@router.post("/progress")
def read_progress(body: OwnCaseIn, service: TheService, request: Request) -> ProgressOut:
    """How a case stands.  An unknown number and a wrong contact get the same answer, after the same work."""
    with counted_try(request, body.number), service.database.read() as session:
        return _progress(session, service, body)


@router.post("/not-fixed")
def say_not_fixed(body: OwnTextIn, service: TheService, request: Request) -> ProgressOut:
    """Open a closed case again under its number; one that is open is chased."""
    with counted_try(request, body.number), service.database.write() as session:
        not_fixed(session, body.number, body.contact, body.text, targets=service.targets)
        return _progress(session, service, body)


@router.post("/chase")
def ask_for_news(body: OwnTextIn, service: TheService, request: Request) -> ProgressOut:
    """Ask where the reply is; whoever has the case is told."""
    with counted_try(request, body.number), service.database.write() as session:
        chase(session, body.number, body.contact, body.text)
        return _progress(session, service, body)


@router.post("/additions")
def add_information(body: OwnTextIn, service: TheService, request: Request) -> ProgressOut:
    """Add something to a case, or answer what was asked."""
    with counted_try(request, body.number), service.database.write() as session:
        case = find_own_case(session, body.number, body.contact)
        text = CitizenText(written(body.text, "text"), language=body.language or case.language)
        add_citizen_text(session, case, text, targets=service.targets)
        return _progress(session, service, body)


def _progress(session: Session, service: Service, body: OwnCaseIn) -> ProgressOut:
    found = progress(session, body.number, body.contact, targets=service.targets, language=body.language)
    case = find_own_case(session, body.number, body.contact)
    values = asdict(found) | {"category_name": found.category, "department_name": found.department}
    values |= {"letters": _letters(session, case), "can_reopen": found.state == CaseState.CLOSED}
    return ProgressOut.model_validate(values)


def _letters(session: Session, case: Case) -> list[LetterOut]:
    """What staff have written to the citizen, the newest first; notes are staff's own."""
    sent = select(CaseMessage).where(CaseMessage.case_id == case.id, CaseMessage.direction == "outgoing")
    newest = session.scalars(sent.order_by(CaseMessage.sequence.desc()).limit(MOST_LETTERS))
    return [
        LetterOut.model_validate({"text": letter.body, "language": letter.language, "at": letter.created_at})
        for letter in newest
    ]
