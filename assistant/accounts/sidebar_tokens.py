"""How does a page in another desk system's frame prove for whom it asks?  Browsers send it no cookie there.

The desk system's server gets a token with its API key and gives it to the frame.  A token names the key, the parent
page that it is for and when it ends, and is signed: nothing is stored, and a key that is revoked ends its tokens too.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.models import ApiKey
from assistant.accounts.permissions import Actor, Permission
from assistant.errors import NotSignedIn, PermissionDenied

TOKEN_PREFIX = "cds_"  # noqa: S105  # Every token begins so, and none is only this.
LIFETIME = datetime.timedelta(minutes=15)
_KEY = "key:"


def make_token(secret: bytes, *, actor: Actor, parent: str, now: datetime.datetime) -> str:
    """A token for frames of the page `parent`.  Raises PermissionDenied for anyone but a system with its key."""
    actor.require(Permission.SUGGESTION_CREATE)
    if actor.user_id is not None or not actor.name.startswith(_KEY):
        raise PermissionDenied("only another system with its key asks for a sidebar's token")
    says = {"key": actor.name.removeprefix(_KEY), "parent": parent, "until": (now + LIFETIME).timestamp()}
    body = _encode(json.dumps(says).encode())
    return f"{TOKEN_PREFIX}{body}.{_sign(secret, body)}"


def find_token_actor(session: Session, secret: bytes, token: str, *, parent: str, now: datetime.datetime) -> Actor:
    """The key's actor, who may only ask for suggestions.  Raises NotSignedIn for any other, older or altered token."""
    body, _, signature = token.removeprefix(TOKEN_PREFIX).partition(".")
    refusal = NotSignedIn("this token is not valid here, or no longer")
    if not hmac.compare_digest(_sign(secret, body).encode(), signature.encode()):
        raise refusal
    says = json.loads(_decode(body))
    if says["until"] <= now.timestamp() or says["parent"] != parent:
        raise refusal
    key = session.scalar(select(ApiKey).where(ApiKey.name == says["key"], ApiKey.revoked_at.is_(None)))
    if key is None or Permission.SUGGESTION_CREATE not in key.scopes:
        raise refusal
    return Actor(_KEY + key.name, frozenset({Permission.SUGGESTION_CREATE}), frozenset(key.departments))


def read_secret(path: Path) -> bytes:
    """The installation's own secret, made when it is first needed; nobody but the service's account can read it."""
    if not path.exists():
        unfinished = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        # A link fails where another process was faster; then its secret is the one.
        with suppress(FileExistsError):
            os.link(unfinished, path)
        unfinished.unlink()
    return path.read_bytes()


def _sign(secret: bytes, body: str) -> str:
    return _encode(hmac.new(secret, body.encode(), hashlib.sha256).digest())


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:  # Signed by us it would be whole.
        raise NotSignedIn("this token is damaged") from error
