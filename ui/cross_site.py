"""Was this request made by a page of another site, with the cookie of somebody who is signed in here?

Browsers tell where a request comes from, in headers that no page can change.  One that changes something is refused
when either of them names another site; other programs send neither, and carry no cookie that they were not given.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import PermissionDenied
from ui.problems import respond

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITE = frozenset({"", "same-origin", "none"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


class CrossSiteGuard:
    """Lets only our own pages, and programs that are no browsers, change something or open a socket."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE and _is_foreign(scope):
            refusal = PermissionDenied("a page of another site may not do this")
            await respond(refusal)(scope, receive, send)
            return
        if scope["type"] == "websocket" and _is_foreign(scope):
            await send({"type": "websocket.close", "code": 1008})
            return
        await self._app(scope, receive, send)


def _is_foreign(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    if any(site.strip().lower() not in _OWN_SITE for site in headers.getlist("sec-fetch-site")):
        return True
    return any(not _is_own(origin, headers.get("host", "")) for origin in headers.getlist("origin"))


def _is_own(origin: str, host: str) -> bool:
    """True when `origin` names the host that was asked; the port that a scheme implies may be left out of either.

    The scheme itself is not compared: where a proxy that ends TLS is not named as trusted, it is not known here.
    """
    try:
        parts = urlsplit(origin)
        default = _DEFAULT_PORTS.get(parts.scheme)
        asked = urlsplit(f"//{host}")
        own = (asked.hostname, asked.port or default)
        return default is not None and parts.hostname is not None and (parts.hostname, parts.port or default) == own
    except ValueError:  # A port that is no number, for one.
        return False
