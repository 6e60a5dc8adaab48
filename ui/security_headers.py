"""What may a page of ours load, and who may show it in a frame?

Every response carries a policy that keeps all but the page's own files out.  A Gradio page brings its own (see
`ui/script_nonces.py`); the sidebar may stand in the frame of another desk system that is named in the settings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import SettingsInvalid
from assistant.settings import PREFIX

SIDEBAR = "/staff/sidebar"
REPORT = "/report"
"""The one page that may ask where somebody is, when they press for it."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}; require-trusted-types-for 'script'; "
    "trusted-types civicdesk"
)
_ALWAYS = {
    "x-content-type-options": "nosniff",
    # Other sites learn nothing; a form of ours that named no origin would be refused as foreign.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
}
_WITH_POSITION = _ALWAYS["permissions-policy"].replace("geolocation=()", "geolocation=(self)")
_HTTPS_ONLY = "max-age=31536000"
"""A year, for this host alone: what else runs under its name is not ours to bind."""
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def read_origins(setting: str) -> tuple[str, ...]:
    """The exact origins in `setting`.  Raises SettingsInvalid for a path, a wildcard or anything else."""
    origins = tuple(part.strip() for part in setting.split(",") if part.strip())
    if not all(_ORIGIN.fullmatch(origin) for origin in origins):
        variable = f"{PREFIX}SIDEBAR_PARENTS"
        raise SettingsInvalid(f"{variable}: name exact origins, https://desk.example for one", field=variable)
    return origins


class SecurityHeaders:
    """Adds the headers that every response carries, except where a page has set its own."""

    def __init__(self, app: ASGIApp, sidebar_parents: Sequence[str] = ()) -> None:
        self._app = app
        self._sidebar_parents = " ".join(sidebar_parents) or "'none'"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        added = self._headers(scope["path"], is_https=scope["scheme"] == "https")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                for name, value in added.items():
                    headers.setdefault(name, value)
                message = {**message, "headers": headers.raw}
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _headers(self, path: str, *, is_https: bool) -> dict[str, str]:
        headers = dict(_ALWAYS)
        if is_https:
            headers["strict-transport-security"] = _HTTPS_ONLY
        if path == REPORT:
            headers["permissions-policy"] = _WITH_POSITION
        if path == SIDEBAR:
            # X-Frame-Options can name no other site, and browsers that know frame-ancestors would obey it as well.
            headers["content-security-policy"] = _POLICY.format(ancestors=self._sidebar_parents)
            return headers
        is_staff = path.startswith("/staff")
        headers["content-security-policy"] = _POLICY.format(ancestors="'none'" if is_staff else "'self'")
        headers["x-frame-options"] = "DENY" if is_staff else "SAMEORIGIN"
        headers["cross-origin-resource-policy"] = "same-origin"
        return headers
