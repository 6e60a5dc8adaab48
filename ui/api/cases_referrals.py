"""How is a case sent to a department over HTTP, taken there, sent back, and ruled on?"""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from pydantic import Field

from assistant.cases import referrals
from ui.api.cases_wire import CaseOut, Change
from ui.api.seen_case import HandledCase, RuledCase
from ui.dependencies import PLAIN_LINE
from ui.problems import PROBLEM_RESPONSES

router = APIRouter(prefix="/api/v1/cases/{case_id}", tags=["cases"], responses=PROBLEM_RESPONSES)


class ReferIn(Change):
    department: str = Field(min_length=1, max_length=100, pattern=PLAIN_LINE, examples=["HYD"])
    reason: str = Field(max_length=2000, examples=["Street lamps are theirs."])


class ReturnIn(Change):
    """ "Not ours", never without a reason and whose it is instead."""

    reason: str = Field(max_length=2000, examples=["The lamp stands on a private road."])
    proposed_department: str = Field(max_length=100, pattern=PLAIN_LINE, examples=["HD"])


@router.post("/refer")
def refer(case: HandledCase, body: ReferIn) -> CaseOut:
    """Send it to a department, under the clock that already runs."""
    return case.change(
        body, partial(referrals.refer, department=body.department, reason=body.reason, catalogue=case.service.catalogue)
    )


@router.post("/acknowledge")
def acknowledge(case: HandledCase, body: Change) -> CaseOut:
    """Take what has been referred to the caller's department."""
    return case.change(body, referrals.acknowledge)


@router.post("/return")
def return_case(case: HandledCase, body: ReturnIn) -> CaseOut:
    """Send it back as not the department's, with the reason and whose it is instead; the clock runs on."""
    return case.change(
        body,
        partial(
            referrals.return_case,
            reason=body.reason,
            proposed=body.proposed_department,
            catalogue=case.service.catalogue,
        ),
    )


@router.post("/rule")
def rule(case: RuledCase, body: ReferIn) -> CaseOut:
    """Decide whose it is; the department cannot send it back."""
    return case.change(
        body, partial(referrals.rule, department=body.department, reason=body.reason, catalogue=case.service.catalogue)
    )
