"""How does a try to sign in pass: the limit, then the password, then the session?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

from assistant.accounts.attempts import AttemptLimiter, begin_attempt, end_attempt
from assistant.accounts.credentials import HASHES_AT_ONCE, hash_password
from assistant.accounts.permissions import Actor
from assistant.accounts.signing_in import admit, choose_password, find_candidate, verify_password
from assistant.database import Database
from assistant.errors import InvalidInput, NotSignedIn, TooManyRequests
from ui.staff.identity_provider import IdentityProvider

PROVIDER_CALLS_AT_ONCE = 4
MOST_WAITING = 64
"""Tries in front of the door; more are asked to come back."""
Result = TypeVar("Result")


@dataclass(frozen=True)
class Attempt:
    username: str
    password: str
    address: str
    """Of the client."""


class Door:
    """Lets people in, on threads of its own: however many try, citizens' requests keep theirs."""

    def __init__(self, limiter: AttemptLimiter, *, provider: IdentityProvider | None = None) -> None:
        self._limiter = limiter
        self._threads = CapacityLimiter(HASHES_AT_ONCE)
        self._inside = 0
        """Tries at work and in front; counted here, as the limiter counts one only when it has begun to wait."""
        self.provider = provider
        self.outside = CapacityLimiter(PROVIDER_CALLS_AT_ONCE)

    async def queue(self, work: Callable[[], Result]) -> Result:
        """Do what needs a hash when a thread is free.  Raises TooManyRequests where too many wait."""
        if self._inside >= HASHES_AT_ONCE + MOST_WAITING:
            raise TooManyRequests("too many people are signing in; please try again", retry_after_seconds=5)
        self._inside += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._threads)
        finally:
            self._inside -= 1

    def sign_in(self, database: Database, attempt: Attempt, *, previous_token: str = "") -> str:
        """A new session's secret.  Raises NotSignedIn, TooManyRequests."""
        begin_attempt(self._limiter, attempt.username, attempt.address)
        with database.read() as session:
            candidate = find_candidate(session, attempt.username)
        try:
            user = verify_password(candidate, attempt.password)
        except NotSignedIn:
            end_attempt(self._limiter, attempt.username, attempt.address, succeeded=False)
            raise
        end_attempt(self._limiter, attempt.username, attempt.address, succeeded=True)
        with database.write() as session:
            return admit(session, user, by="password", previous_token=previous_token)

    def change_password(self, database: Database, actor: Actor, attempt: Attempt, *, new_password: str) -> str:
        """A new session's secret, after the present password was shown once more.

        Raises InvalidInput, NotSignedIn, TooManyRequests.
        """
        begin_attempt(self._limiter, attempt.username, attempt.address)
        with database.read() as session:
            candidate = find_candidate(session, attempt.username)
        verify_password(candidate, attempt.password)
        end_attempt(self._limiter, attempt.username, attempt.address, succeeded=True)
        if new_password == attempt.password:
            raise InvalidInput("the new password is the present one", field="password")
        password_hash = hash_password(new_password, username=attempt.username)
        with database.write() as session:
            return choose_password(session, actor, password_hash=password_hash)
