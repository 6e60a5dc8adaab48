"""How does a member of staff come in with a password, and leave?"""

from __future__ import annotations

import logging
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from assistant.accounts.staff_sessions import revoke_session
from assistant.errors import CivicDeskError, NotSignedIn, TooManyRequests
from ui.dependencies import TheService
from ui.problems import status_of
from ui.staff.door import Attempt, Door
from ui.staff.gate import SIGN_IN
from ui.staff.pages import language_of, local_page, render, wording
from ui.staff_access import give_session, session_token, take_session

logger = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)
Field = Annotated[str, Form()]
NextPage = Annotated[str, Form(alias="next")]
"""Where to go on."""


@router.get("/staff/sign-in")
def show_sign_in(request: Request, service: TheService) -> Response:
    return sign_in_page(request, next_page=request.query_params.get("next", ""))


@router.post("/staff/sign-in")
async def sign_in(
    request: Request, service: TheService, username: Field = "", password: Field = "", next_page: NextPage = ""
) -> Response:
    door: Door = request.app.state.door
    attempt = Attempt(username, password, client_address(request))
    work = partial(door.sign_in, service.database, attempt, previous_token=session_token(request))
    try:
        token = await door.queue(work)
    except NotSignedIn as refusal:
        logger.info("a try to sign in from %s failed", attempt.address)
        return sign_in_page(request, refusal, message="wrong", next_page=next_page, username=username)
    except TooManyRequests as refusal:
        logger.warning("tries to sign in from %s are refused for %s s", attempt.address, refusal.retry_after_seconds)
        page = sign_in_page(request, refusal, message="too_many", next_page=next_page, username=username)
        page.headers["Retry-After"] = str(refusal.retry_after_seconds)
        return page
    response = RedirectResponse(local_page(next_page), 303)
    give_session(response, request, token)
    return response


@router.post("/staff/sign-out")
def sign_out(request: Request, service: TheService) -> Response:
    """End the session at once, not only in this browser."""
    with service.database.write() as session:
        revoke_session(session, session_token(request))
    response = RedirectResponse(SIGN_IN, 303)
    take_session(response, request)
    return response


def sign_in_page(
    request: Request,
    refusal: CivicDeskError | None = None,
    *,
    message: str = "",
    next_page: str = "",
    username: str = "",
) -> Response:
    """The form, with what was wrong the time before."""
    language = language_of(request)
    door: Door = request.app.state.door
    return render(
        request,
        "sign_in",
        language=language,
        status=status_of(refusal) if refusal else 200,
        message=message,
        chosen=language,
        next=local_page(next_page),
        given=username[:100],
        provider=f"{wording(language)['with_provider']} {door.provider.name if door.provider else ''}",
        provider_hidden="" if door.provider else "hidden",
    )


def client_address(request: Request) -> str:
    """Of who speaks to the service."""
    return request.client.host if request.client else ""
