"""Of which deadlines, chasers and emergencies has nobody taken notice yet?"""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from assistant.accounts.permissions import Actor, Permission
from assistant.cases import alert_list
from assistant.cases.models import Case, CaseAlert
from ui.api.cases import Reader
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/case-alerts", tags=["cases"], responses=PROBLEM_RESPONSES)


class CaseAlertOut(BaseModel):
    id: int
    case_id: str
    number: str
    summary: str
    rule: str = Field(examples=["resolution_warning"])
    fired_at: datetime.datetime | None
    resolve_by: datetime.datetime


class CaseAlertsOut(BaseModel):
    alerts: list[CaseAlertOut]


@router.get("")
def list_alerts(actor: Reader, service: TheService) -> CaseAlertsOut:
    """What was told to the caller and nobody has seen yet, the newest first."""
    with service.database.read() as session:
        return CaseAlertsOut(alerts=[_out(alert, case) for alert, case in alert_list.list_alerts(session, actor=actor)])


@router.post("/{alert_id}/seen", status_code=204)
def see(
    alert_id: Annotated[int, Path(ge=1, le=2**31 - 1)],
    actor: Annotated[Actor, Depends(Requires(Permission.CASE_HANDLE))],
    service: TheService,
) -> None:
    """Say that somebody has taken notice."""
    with service.database.write() as session:
        alert_list.see_alert(session, alert_id, actor=actor)


def _out(alert: CaseAlert, case: Case) -> CaseAlertOut:
    return CaseAlertOut(
        id=alert.id,
        case_id=case.id,
        number=case.number,
        summary=case.summary,
        rule=alert.rule,
        fired_at=alert.fired_at,
        resolve_by=case.resolve_by,
    )
