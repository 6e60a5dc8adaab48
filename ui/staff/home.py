"""Where does somebody go who has signed in?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.accounts.permissions import Permission
from ui.staff.pages import language_of, render
from ui.staff_access import AnyActor

router = APIRouter(include_in_schema=False)


@router.get("/staff")
def show_home(request: Request, actor: AnyActor) -> Response:
    return render(
        request,
        "home",
        language=language_of(request),
        given=actor.name,
        console_hidden="" if actor.may(Permission.HANDOFF_CLAIM) else "hidden",
        cases_hidden="" if actor.may(Permission.CASE_READ) else "hidden",
        knowledge_hidden="" if actor.may(Permission.KNOWLEDGE_EDIT) else "hidden",
        board_hidden="" if actor.may(Permission.BOARD_READ) else "hidden",
    )
