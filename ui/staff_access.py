"""Who may call a staff route?  The signature says it: `actor: Annotated[Actor, Depends(Requires(Permission.X))]`."""

from __future__ import annotations

from fastapi import Request

from assistant.accounts.permissions import Actor, Permission
from assistant.accounts.staff_sessions import KEY_PREFIX, find_key, find_session, touch_session
from assistant.database import Database

COOKIE = "civicdesk-staff"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Over https; browsers take a cookie of that name only from this host, with `Secure` and for every path."""


class Requires:
    """A dependency that gives the actor of a request, from its session cookie or its API key.

    Raises NotSignedIn, PermissionDenied.  The function that changes something checks again, for its department.
    """

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, request: Request) -> Actor:
        actor = find_actor(request, request.app.state.service.database)
        actor.require(self.permission)
        return actor


def find_actor(request: Request, database: Database) -> Actor:
    """The actor of a request.  Raises NotSignedIn."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.startswith(KEY_PREFIX):
        with database.read() as session:
            return find_key(session, secret.strip())
    token = session_token(request)
    with database.read() as session:
        signed_in = find_session(session, token)
    if signed_in.needs_touch:
        with database.write() as session:
            touch_session(session, token)
    return signed_in.actor


def session_token(request: Request) -> str:
    """The session's secret that the browser sent; empty when it sent none."""
    return request.cookies.get(SECURE_COOKIE if request.url.scheme == "https" else COOKIE, "")
