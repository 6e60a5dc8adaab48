"""Is this the user's password, and may a password be chosen at all?"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from importlib.resources import files

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from assistant.errors import InvalidInput

SHORTEST, LONGEST = 12, 200
HASHES_AT_ONCE = 2
# OWASP's first choice for argon2id.  One lane, so that a sign-in takes one core and no more.
_HASHER = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
_NOBODYS_HASH = "$argon2id$v=19$m=19456,t=2,p=1$a56fJ5qUZn/ZUOMhHHEDOA$GtlcmGQ3+x2PB2elyqN5IZWXoKB/A3DcAcqTK0z2eSw"
"""Compared with where there is no account, so that the answer takes as long as a wrong password's."""
_slots = threading.BoundedSemaphore(HASHES_AT_ONCE)


def hash_password(password: str, *, username: str) -> str:
    """What is kept of a password.  Raises InvalidInput for one that is too easily guessed."""
    _check_strength(password, username)
    with _slots:
        return _HASHER.hash(_normal(password))


def matches(password: str, password_hash: str | None) -> bool:
    """True when `password` is the one; without a hash the comparison takes as long and fails."""
    if len(password) > LONGEST:
        return False
    with _slots:
        try:
            is_right = _HASHER.verify(_normal(password), password_hash or _NOBODYS_HASH)
        except UnknownHashError:
            return False
    return is_right and password_hash is not None


def one_time_password() -> str:
    """A password to be handed over once and changed at the first sign-in: 79 random bits, easily read out."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def _check_strength(password: str, username: str) -> None:
    # NIST SP 800-63B: length and a list of what everybody tries, no rules of composition.
    plain = _normal(password).casefold()
    if not SHORTEST <= len(plain) <= LONGEST:
        raise InvalidInput(f"a password has {SHORTEST} to {LONGEST} characters", field="password")
    if username.casefold() in (plain, plain[::-1]) or plain.replace(username.casefold(), "").isdigit():
        raise InvalidInput("a password is not the username", field="password")
    if plain in _common() or len(set(plain)) < 4:
        raise InvalidInput("this password is one of those that everybody tries first", field="password")


def _common() -> frozenset[str]:
    return frozenset((files("assistant") / "accounts" / "common_passwords.txt").read_text("utf-8").split())


def _normal(password: str) -> str:
    # Keyboards write the same letter in several ways.
    return unicodedata.normalize("NFKC", password)
