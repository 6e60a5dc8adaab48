"""How does a citizen who has closed the page learn what became of their request?  By its number and their contact."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.conversations.models import Handoff
from assistant.errors import HandoffNotFound

_CHECKED = ("email", "phone")
_NOBODY = secrets.token_hex(16)


def find_by_reference(session: Session, reference: str, *, contact: str) -> Handoff:
    """The handoff with this reference, for who knows the address or phone number that was left with it.

    Raises HandoffNotFound for an unknown reference and a wrong contact alike, after the same work.
    """
    found = session.scalar(select(Handoff).where(Handoff.reference == reference.strip().upper()))
    given, left = _digest(contact), _left(found.contact if found else None)
    # Every comparison is made, whatever the first one says.
    fits = [hmac.compare_digest(given, _digest(value)) for value in left]
    if found is None or not any(fits) or not _plain(contact):
        raise HandoffNotFound("no request with this reference and contact")
    return found


def _left(contact: Mapping[str, str] | None) -> list[str]:
    return [(contact or {}).get(name) or _NOBODY for name in _CHECKED]


def _digest(value: str) -> bytes:
    return hashlib.sha256(_plain(value).encode()).digest()


def _plain(value: str) -> str:
    """Without what people write differently: letter case, spaces, signs between a number's digits, Hong Kong's code."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    if "@" in folded:
        return folded.strip()
    kept = "".join(character for character in folded if character.isalnum())
    return kept.removeprefix("852") if kept.isdecimal() and len(kept) == 11 else kept
