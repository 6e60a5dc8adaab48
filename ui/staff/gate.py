"""Who comes to anything under /staff?  Only who has signed in; a browser is shown the way, a program is refused."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import anyio.to_thread
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import CivicDeskError, NotSignedIn, PermissionDenied
from ui.problems import respond
from ui.security_headers import SIDEBAR
from ui.staff_access import find_signed_in

SIGN_IN, PASSWORD, SIGN_OUT = "/staff/sign-in", "/staff/password", "/staff/sign-out"
OPEN = frozenset({SIGN_IN, SIGN_OUT, SIDEBAR, "/staff/oidc/start", "/staff/oidc/callback"})


class StaffGate:
    """Stands before the routes and before what is mounted beside them; each of them asks for its permission itself."""

    def __init__(self, app: ASGIApp, state: State) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_behind = scope["type"] == "http" and f"{scope['path']}/".startswith("/staff/") and scope["path"] not in OPEN
        refusal = await self._refusal(Request(scope)) if is_behind else None
        await (refusal or self._app)(scope, receive, send)

    async def _refusal(self, request: Request) -> Response | None:
        database = self._state.service.database
        try:
            signed_in = await anyio.to_thread.run_sync(partial(find_signed_in, request, database))
        except NotSignedIn as error:
            return _show_the_way(request, SIGN_IN) or respond(error)
        except CivicDeskError as error:
            return respond(error)
        if signed_in.must_change_password and request.url.path != PASSWORD:
            refusal = PermissionDenied("please choose your own password first")
            return _show_the_way(request, PASSWORD) or respond(refusal)
        return None


def _show_the_way(request: Request, page: str) -> Response | None:
    if request.method not in ("GET", "HEAD") or "text/html" not in request.headers.get("accept", ""):
        return None
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{page}?{urlencode({'next': wanted})}", 303)
