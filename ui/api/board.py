"""What does a supervisor's live board show?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import select

from assistant.accounts.permissions import Actor, Permission
from assistant.conversations.presence import PresentAgent
from assistant.conversations.queues import Queue, list_colleagues, list_open, list_queues
from assistant.conversations.replies import list_pending
from assistant.conversations.states import HandoffState
from assistant.switches.models import OffSwitch
from ui.api.staff_wire import StaffHandoffOut, handoffs_out
from ui.api.wire import LanguageCode
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/board", tags=["handoffs"], responses=PROBLEM_RESPONSES)


class ColleagueOut(BaseModel):
    username: str
    name: str
    public_name: str
    departments: list[str]
    languages: list[LanguageCode]
    is_available: bool
    load: int


class BoardQueueOut(BaseModel):
    department: str | None
    department_name: str
    language: LanguageCode
    waiting: int
    longest_seconds: int


class BoardOut(BaseModel):
    waiting: int
    active: int
    longest_wait_seconds: int
    pending: int
    queues: list[BoardQueueOut]
    agents: list[ColleagueOut]
    conversations: list[StaffHandoffOut]
    switches: list[str]


@router.get("")
def read_board(
    actor: Annotated[Actor, Depends(Requires(Permission.BOARD_READ))],
    service: TheService,
    language: LanguageCode = "en",
) -> BoardOut:
    """Who waits and how long, who is on line and holds how much, in the caller's departments.

    The conversations themselves, and replies that wait, are for those who may read or decide on them.
    """
    with service.database.read() as session:
        queues, listed = list_queues(session, actor=actor), list_open(session, actor=actor)
        shown = listed if actor.may(Permission.HANDOFF_READ) else []
        return BoardOut(
            waiting=sum(queue.waiting for queue in queues),
            active=sum(handoff.state == HandoffState.CLAIMED for handoff in listed),
            longest_wait_seconds=max((queue.longest_seconds for queue in queues), default=0),
            pending=len(list_pending(session, actor=actor)) if actor.may(Permission.REPLY_APPROVE) else 0,
            queues=[_queue_out(queue, service, language) for queue in queues],
            agents=[_colleague_out(present) for present in list_colleagues(session, actor=actor)],
            conversations=handoffs_out(session, shown, service.catalogue, language=language),
            switches=list(session.scalars(select(OffSwitch.target).order_by(OffSwitch.target))),
        )


def _queue_out(queue: Queue, service: Service, language: str) -> BoardQueueOut:
    name = service.catalogue.department_name(queue.department, language)
    return BoardQueueOut.model_validate({**vars(queue), "department_name": name})


def _colleague_out(present: PresentAgent) -> ColleagueOut:
    user = present.user
    return ColleagueOut.model_validate(
        {
            "username": user.username,
            "name": user.name,
            "public_name": user.public_name,
            "departments": user.departments,
            "languages": user.languages,
            "is_available": present.is_available,
            "load": present.load,
        }
    )
