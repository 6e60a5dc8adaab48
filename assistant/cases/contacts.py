"""Is this the citizen of the case?  They give the mail address or the phone number that the case knows."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

from assistant.languages import clean
from assistant.phone_numbers import phone_key
from assistant.typed_text import make_plain

LAST_DIGITS = 4
"""So many of a phone number are enough, since the case's number must be known as well; the page counts the tries."""
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+\.[^\s@<>()\[\],;:\"\\.]+")
_PHONE = re.compile(r"[\d +().-]+")


def is_email(text: str) -> bool:
    """One address and nothing else; no name, and no line that could become a mail's header."""
    return len(text) <= 320 and _EMAIL.fullmatch(text) is not None


def matches(contact: Mapping[str, str], access_hash: str, given: str) -> bool:
    """True for the case's address, its secret, or the last digits of its phone, in any way of writing them.

    Takes the same steps whatever is given, so that its time tells nothing.
    """
    plain = clean("".join(make_plain(given)[0]))
    digits = phone_key(plain) if _PHONE.fullmatch(plain) else ""
    phone = phone_key(contact.get("phone", ""))
    email = contact.get("email", "").strip().casefold()
    ending = phone[-len(digits) :] if len(digits) >= LAST_DIGITS else ""
    secret = hashlib.sha256(plain.encode()).hexdigest()
    found = [
        _same(email, plain.casefold()) and bool(email),
        _same(ending, digits) and bool(ending),
        _same(access_hash, secret),
    ]
    return any(found)


def _same(known: str, given: str) -> bool:
    return hmac.compare_digest(known.encode(), given.encode())
