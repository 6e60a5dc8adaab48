"""For whom does the sidebar in another system's frame ask, and which pages may be its parent?"""

from __future__ import annotations

from fastapi import Request

from assistant.accounts.permissions import Actor
from assistant.accounts.sidebar_tokens import find_token_actor, make_token, read_secret
from assistant.database import Database, utc_now
from assistant.errors import InvalidInput
from assistant.settings import Settings
from ui.security_headers import read_origins

PARENT_HEADER = "sidebar-parent"
"""In which the frame says from which page it got its token."""


def issue_token(settings: Settings, actor: Actor, *, parent: str) -> str:
    """A token for frames of `parent`, which has to be named in the settings."""
    if parent not in read_origins(settings.sidebar_parents):
        raise InvalidInput("this page is not named in CIVICDESK_SIDEBAR_PARENTS", field="parent")
    return make_token(_secret(settings), actor=actor, parent=parent, now=utc_now())


def find_sidebar_actor(request: Request, database: Database, token: str) -> Actor:
    """Raises NotSignedIn."""
    settings: Settings = request.app.state.service.settings
    parent = request.headers.get(PARENT_HEADER, "")
    with database.read() as session:
        return find_token_actor(session, _secret(settings), token, parent=parent, now=utc_now())


def _secret(settings: Settings) -> bytes:
    return read_secret(settings.home / "sidebar-secret")
