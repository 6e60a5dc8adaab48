"""How do supervisors switch parts of the service off, and on again?"""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from assistant.accounts.permissions import Actor, Permission
from assistant.switches import off_switches
from assistant.switches.models import OffSwitch
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/switches", tags=["switches"], responses=PROBLEM_RESPONSES)
Target = Annotated[str, Path(max_length=120, pattern=PLAIN_LINE, examples=["topic:passport"])]
Reader = Annotated[Actor, Depends(Requires(Permission.BOARD_READ))]
Setter = Annotated[Actor, Depends(Requires(Permission.SWITCH_SET))]


class ReasonIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(
        min_length=1, max_length=off_switches.MAX_REASON_LENGTH, examples=["The fees change at midnight."]
    )


class OffSwitchOut(BaseModel):
    target: str = Field(examples=["topic:passport"])
    reason: str
    set_by: str
    set_at: datetime.datetime


class SwitchesOut(BaseModel):
    off: list[OffSwitchOut]
    targets: list[str] = Field(description="Everything that can be switched.")


@router.get("")
def list_switches(service: TheService, actor: Reader) -> SwitchesOut:
    """What is off, since when and why, and what could be."""
    return _state(service)


@router.put("/{target}")
def set_off(target: Target, body: ReasonIn, service: TheService, actor: Setter) -> SwitchesOut:
    """Switch a part of the service off; every process heeds it within seconds."""
    with service.database.write() as session:
        off_switches.set_off(session, target, actor=actor, reason=body.reason, catalogue=service.catalogue)
    return _state(service)


@router.delete("/{target}")
def set_on(target: Target, body: ReasonIn, service: TheService, actor: Setter) -> SwitchesOut:
    """Switch it on again; what is on already stays on."""
    with service.database.write() as session:
        off_switches.set_on(session, target, actor=actor, reason=body.reason, catalogue=service.catalogue)
    return _state(service)


def _state(service: Service) -> SwitchesOut:
    with service.database.read() as session:
        off = [_off_switch_out(switch) for switch in off_switches.list_off(session)]
    return SwitchesOut(off=off, targets=off_switches.list_targets(service.catalogue))


def _off_switch_out(switch: OffSwitch) -> OffSwitchOut:
    return OffSwitchOut(target=switch.target, reason=switch.reason, set_by=switch.set_by, set_at=switch.set_at)
