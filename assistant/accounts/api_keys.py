"""Which other systems may call, and for what?"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.accounts.accounts import all_known, known_departments
from assistant.accounts.models import ApiKey
from assistant.accounts.permissions import FOR_KEYS, Actor, Permission
from assistant.accounts.staff_sessions import KEY_PREFIX, hash_secret
from assistant.audit import record_event
from assistant.cases.catalogue import Catalogue
from assistant.database import utc_now
from assistant.errors import AccountNotFound, InvalidInput
from assistant.languages import clean

LONGEST_NAME = 90
"""The audit writes `key:` before it."""


def add_key(
    session: Session,
    name: str,
    *,
    actor: Actor,
    scopes: Collection[str],
    departments: Collection[str],
    catalogue: Catalogue,
) -> str:
    """A new key, told this once; only its hash is kept.  A name is used once, so that the audit stays clear.

    Raises InvalidInput with the field that cannot be used, PermissionDenied.
    """
    actor.require(Permission.API_KEY_WRITE, *departments)
    name = " ".join(clean(name).split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidInput(f"a key's name has 1 to {LONGEST_NAME} characters", field="name")
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        id=str(uuid.uuid4()),
        name=name,
        key_hash=hash_secret(secret),
        scopes=all_known(
            scopes, [permission.value for permission in Permission if permission in FOR_KEYS], field="scopes"
        ),
        departments=known_departments(departments, catalogue),
        created_by=actor.name,
        created_at=utc_now(),
    )
    try:
        session.add(key)
        session.flush()
    except IntegrityError as error:
        raise InvalidInput("a key of this name was made before", field="name") from error
    record_event(session, actor, action="key.add", subject=name, scopes=key.scopes, departments=key.departments)
    return secret


def revoke_key(session: Session, name: str, *, actor: Actor) -> None:
    """Let the key in no more, at once.  Raises AccountNotFound."""
    key = session.scalar(select(ApiKey).where(ApiKey.name == name))
    if key is None:
        raise AccountNotFound("no key has this name")
    actor.require(Permission.API_KEY_WRITE, *key.departments)
    key.revoked_at = key.revoked_at or utc_now()
    record_event(session, actor, action="key.revoke", subject=key.name)


def list_keys(session: Session, *, actor: Actor) -> list[ApiKey]:
    """The keys of the actor's departments, revoked ones too, by name."""
    actor.require(Permission.API_KEY_WRITE)
    keys = session.scalars(select(ApiKey).order_by(ApiKey.name))
    return [key for key in keys if all(actor.serves(department) for department in key.departments)]
