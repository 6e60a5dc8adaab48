"""How does somebody change a one-time password into their own?"""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from assistant.accounts.staff_sessions import SignedIn
from assistant.errors import CivicDeskError, InvalidInput, NotSignedIn, TooManyRequests
from ui.dependencies import TheService
from ui.problems import status_of
from ui.staff.door import Attempt, Door
from ui.staff.pages import language_of, local_page, render
from ui.staff.sign_in import Field, NextPage, client_address
from ui.staff_access import AnySignedIn, give_session

router = APIRouter(include_in_schema=False)


@router.get("/staff/password")
def show_password(request: Request, signed_in: AnySignedIn) -> Response:
    return _page(request, signed_in, next_page=request.query_params.get("next", ""))


@router.post("/staff/password")
async def change_password(
    request: Request,
    service: TheService,
    signed_in: AnySignedIn,
    password: Field = "",
    new_password: Field = "",
    next_page: NextPage = "",
) -> Response:
    door: Door = request.app.state.door
    attempt = Attempt(signed_in.actor.name, password, client_address(request))
    work = partial(door.change_password, service.database, signed_in.actor, attempt, new_password=new_password)
    try:
        token = await door.queue(work)
    except (InvalidInput, NotSignedIn, TooManyRequests) as refusal:
        return _page(request, signed_in, refusal, next_page=next_page)
    response = RedirectResponse(local_page(next_page), 303)
    give_session(response, request, token)
    return response


def _page(request: Request, signed_in: SignedIn, refusal: CivicDeskError | None = None, *, next_page: str) -> Response:
    language = language_of(request)
    messages = {InvalidInput: "weak", NotSignedIn: "wrong_present", TooManyRequests: "too_many"}
    return render(
        request,
        "password",
        language=language,
        status=status_of(refusal) if refusal else 200,
        message=messages[type(refusal)] if refusal else "",
        chosen=language,
        next=local_page(next_page),
        given=signed_in.actor.name,
    )
