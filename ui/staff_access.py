"""Who may call a staff route?  The signature says it: `actor: Annotated[Actor, Depends(Requires(Permission.X))]`."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from assistant.accounts.permissions import Actor, Permission
from assistant.accounts.sidebar_tokens import TOKEN_PREFIX
from assistant.accounts.staff_sessions import KEY_PREFIX, LONGEST, SignedIn, find_key, find_session, touch_session
from assistant.database import Database
from assistant.errors import PermissionDenied
from ui.sidebar_access import find_sidebar_actor

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


def _find_signed_in(request: Request) -> SignedIn:
    return find_signed_in(request, request.app.state.service.database)


def _find_any_actor(request: Request) -> Actor:
    return find_actor(request, request.app.state.service.database)


AnyActor = Annotated[Actor, Depends(_find_any_actor)]
"""Whoever has signed in, for what needs no permission.  Raises NotSignedIn, PermissionDenied."""
AnySignedIn = Annotated[SignedIn, Depends(_find_signed_in)]
"""The same, also while a one-time password waits to be changed."""
SIGN_IN_CHECKS = frozenset({_find_any_actor, _find_signed_in})


def find_actor(request: Request, database: Database) -> Actor:
    """The actor of a request.  Raises NotSignedIn, and PermissionDenied while a one-time password is to be changed."""
    signed_in = find_signed_in(request, database)
    if signed_in.must_change_password:
        raise PermissionDenied("please choose your own password first, at /staff/password")
    return signed_in.actor


def find_signed_in(request: Request, database: Database) -> SignedIn:
    """Who sent a request, whatever they may do.  Raises NotSignedIn."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.startswith(KEY_PREFIX):
        with database.read() as session:
            return SignedIn(find_key(session, secret.strip()), needs_touch=False, must_change_password=False)
    if scheme.lower() == "bearer" and secret.startswith(TOKEN_PREFIX):
        actor = find_sidebar_actor(request, database, secret.strip())
        return SignedIn(actor, needs_touch=False, must_change_password=False)
    token = session_token(request)
    with database.read() as session:
        signed_in = find_session(session, token)
    if signed_in.needs_touch:
        with database.write() as session:
            touch_session(session, token)
    return signed_in


def session_token(request: Request) -> str:
    """The session's secret that the browser sent; empty when it sent none."""
    return private_cookie(request, COOKIE)


def give_session(response: Response, request: Request, token: str) -> None:
    """Let the browser keep the session's secret, where no script reads it and no other site sends it."""
    set_private_cookie(response, request, COOKIE, token, max_age=int(LONGEST.total_seconds()))


def take_session(response: Response, request: Request) -> None:
    """Let the browser forget the session's secret."""
    set_private_cookie(response, request, COOKIE, "", max_age=0)


def set_private_cookie(response: Response, request: Request, name: str, value: str, *, max_age: int) -> None:
    """A cookie for this host alone."""
    secure, name = request.url.scheme == "https", _cookie_name(name, request)
    response.set_cookie(name, value, max_age=max_age, path="/", secure=secure, httponly=True, samesite="lax")


def private_cookie(request: Request, name: str) -> str:
    """What the browser sent back of such a cookie; empty when nothing."""
    return request.cookies.get(_cookie_name(name, request), "")


def _cookie_name(name: str, request: Request) -> str:
    return f"__Host-{name}" if request.url.scheme == "https" else name
