"""How does a member of staff come in through the department's identity provider?"""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import asdict
from functools import partial

import anyio.to_thread
from fastapi import APIRouter, Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from starlette.responses import RedirectResponse, Response

from assistant.accounts.identities import recognise
from assistant.accounts.signing_in import admit
from assistant.database import Database, utc_now
from assistant.errors import IdentityProviderUnavailable, NotFound, NotSignedIn
from assistant.settings import Settings
from ui.dependencies import TheService
from ui.staff.door import Door
from ui.staff.identity_provider import IdentityProvider, Journey
from ui.staff.pages import local_page
from ui.staff.sign_in import sign_in_page
from ui.staff_access import give_session, private_cookie, session_token, set_private_cookie

logger = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False)
JOURNEY = "civicdesk-journey"
"""Cookie: what the browser must bring back, signed, for ten minutes."""
JOURNEY_SECONDS = 600
CALLBACK = "staff_oidc_callback"


@router.get("/staff/oidc/start")
async def start(request: Request, service: TheService) -> Response:
    """Send the browser to the provider."""
    journey = Journey.begin()
    try:
        provider = _provider(request)
        work = partial(provider.address, journey, redirect_uri=_callback(request))
        address = await anyio.to_thread.run_sync(work, limiter=_door(request).outside)
    except IdentityProviderUnavailable as error:
        return _refuse(request, error)
    response = RedirectResponse(address, 303)
    kept = asdict(journey) | {
        "next": local_page(request.query_params.get("next", "")),
        "exp": int(utc_now().timestamp()) + JOURNEY_SECONDS,
    }
    signed = jwt.encode({"alg": "HS256"}, kept, _key(service.settings))
    set_private_cookie(response, request, JOURNEY, signed, max_age=JOURNEY_SECONDS)
    return response


@router.get("/staff/oidc/callback", name=CALLBACK)
async def callback(request: Request, service: TheService) -> Response:
    """Take the browser back from the provider."""
    provider = _provider(request)
    try:
        journey, next_page = _unpack(request, service.settings)
        work = partial(_admit, request, provider, service.database, journey)
        token = await anyio.to_thread.run_sync(work, limiter=_door(request).outside)
    except (NotSignedIn, IdentityProviderUnavailable) as error:
        return _refuse(request, error)
    response = RedirectResponse(next_page, 303)
    set_private_cookie(response, request, JOURNEY, "", max_age=0)
    give_session(response, request, token)
    return response


def _admit(request: Request, provider: IdentityProvider, database: Database, journey: Journey) -> str:
    code = request.query_params.get("code", "")
    identity = provider.identify(code, journey, redirect_uri=_callback(request))
    with database.write() as session:
        user = recognise(session, identity)
        return admit(session, user, by="identity provider", previous_token=session_token(request))


def _unpack(request: Request, settings: Settings) -> tuple[Journey, str]:
    """The journey that this browser began.  Raises NotSignedIn where it is not this one's, or too old."""
    try:
        kept = jwt.decode(private_cookie(request, JOURNEY), _key(settings), algorithms=["HS256"]).claims
        jwt.JWTClaimsRegistry(exp={"essential": True}).validate(kept)
    except (JoseError, ValueError) as error:
        raise NotSignedIn("this sign-in was not begun here, or too long ago") from error
    if not secrets.compare_digest(str(kept["state"]).encode(), request.query_params.get("state", "").encode()):
        raise NotSignedIn("this sign-in was not begun in this browser")
    if "code" not in request.query_params:
        raise NotSignedIn("the identity provider did not let you in")
    return Journey(kept["state"], kept["nonce"], kept["verifier"]), str(kept["next"])


def _refuse(request: Request, error: NotSignedIn | IdentityProviderUnavailable) -> Response:
    logger.info("a sign-in through the identity provider failed: %s", error)
    message = "provider_refused" if isinstance(error, NotSignedIn) else "provider_away"
    response = sign_in_page(request, error, message=message)
    set_private_cookie(response, request, JOURNEY, "", max_age=0)
    return response


def _provider(request: Request) -> IdentityProvider:
    provider = _door(request).provider
    if provider is None:
        raise NotFound("no identity provider is set")
    return provider


def _door(request: Request) -> Door:
    door: Door = request.app.state.door
    return door


def _callback(request: Request) -> str:
    return str(request.url_for(CALLBACK))


def _key(settings: Settings) -> OctKey:
    secret = settings.oidc_client_secret.get_secret_value()
    return OctKey.import_key(hashlib.sha256(b"civicdesk journey " + secret.encode()).digest())
