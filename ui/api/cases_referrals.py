"""How is a case sent to a department over HTTP, taken there, sent back, and ruled on?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from assistant.accounts.permissions import Actor, Permission
from assistant.cases import referrals
from assistant.cases.looking import lock_as_seen
from ui.api.cases import CaseId
from ui.api.cases_handling import AgentLanguage, Handler
from ui.api.cases_wire import CaseOut, Change, case_out
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/cases/{case_id}", tags=["cases"], responses=PROBLEM_RESPONSES)


class ReferIn(Change):
    department: str = Field(min_length=1, max_length=100, pattern=PLAIN_LINE, examples=["HYD"])
    reason: str = Field(max_length=2000, examples=["Street lamps are theirs."])


class ReturnIn(Change):
    """ "Not ours", never without a reason and whose it is instead."""

    reason: str = Field(max_length=2000, examples=["The lamp stands on a private road."])
    proposed_department: str = Field(max_length=100, pattern=PLAIN_LINE, examples=["HD"])


@router.post("/refer")
def refer(
    case_id: CaseId, actor: Handler, body: ReferIn, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Send it to a department, under the clock that already runs."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = referrals.refer(
            session,
            case_id,
            actor=actor,
            department=body.department,
            reason=body.reason,
            catalogue=service.catalogue,
        )
        return case_out(case, service.catalogue, language=language)


@router.post("/acknowledge")
def acknowledge(
    case_id: CaseId, actor: Handler, body: Change, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Take what has been referred to the caller's department."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = referrals.acknowledge(session, case_id, actor=actor)
        return case_out(case, service.catalogue, language=language)


@router.post("/return")
def return_case(
    case_id: CaseId, actor: Handler, body: ReturnIn, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Send it back as not the department's, with the reason and whose it is instead; the clock runs on."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = referrals.return_case(
            session,
            case_id,
            actor=actor,
            reason=body.reason,
            proposed=body.proposed_department,
            catalogue=service.catalogue,
        )
        return case_out(case, service.catalogue, language=language)


@router.post("/rule")
def rule(
    case_id: CaseId,
    actor: Annotated[Actor, Depends(Requires(Permission.CASE_RULE))],
    body: ReferIn,
    service: TheService,
    language: AgentLanguage = "en",
) -> CaseOut:
    """Decide whose it is; the department cannot send it back."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = referrals.rule(
            session,
            case_id,
            actor=actor,
            department=body.department,
            reason=body.reason,
            catalogue=service.catalogue,
        )
        return case_out(case, service.catalogue, language=language)
