"""May somebody try a password now?  The limit stands before the hash, so that guessing costs the service nothing."""

from __future__ import annotations

import ipaddress
from typing import Protocol

from assistant.accounts.accounts import known_as
from assistant.errors import TooManyRequests

WINDOW_SECONDS = 15 * 60
MOST_OF_ACCOUNT = 5
"""Failed tries on one account from one address."""
MOST_OF_ADDRESS = 20
"""Failed tries from one address, whichever the accounts."""


class AttemptLimiter(Protocol):
    """Counts tries by key over the last WINDOW_SECONDS."""

    def allow(self, key: str, *, most: int) -> int | None:
        """Count one try; the seconds to wait, and nothing counted, where `most` are already there."""

    def seconds_to_wait(self, key: str, *, most: int) -> int | None:
        """The same without counting."""

    def forget(self, key: str, *, most: int) -> None:
        """Begin anew."""


def begin_attempt(limiter: AttemptLimiter, username: str, address: str) -> None:
    """Count a try as failed until `end_attempt` says otherwise.  Raises TooManyRequests."""
    # The address is only read here: twenty colleagues behind one address who all know their passwords are no attack.
    wait = limiter.seconds_to_wait(_address_key(address), most=MOST_OF_ADDRESS)
    wait = wait or limiter.allow(_account_key(username, address), most=MOST_OF_ACCOUNT)
    if wait:
        raise TooManyRequests("too many failed tries; please wait", retry_after_seconds=wait)


def end_attempt(limiter: AttemptLimiter, username: str, address: str, *, succeeded: bool) -> None:
    """Note how the try ended."""
    if succeeded:
        limiter.forget(_account_key(username, address), most=MOST_OF_ACCOUNT)
    else:
        limiter.allow(_address_key(address), most=MOST_OF_ADDRESS)


def _account_key(username: str, address: str) -> str:
    return f"sign-in:{known_as(username)}:{_network(address)}"


def _address_key(address: str) -> str:
    return f"sign-in-address:{_network(address)}"


def _network(address: str) -> str:
    """One IPv6 customer holds 2^64 addresses; they count as one."""
    try:
        is_ipv6 = ipaddress.ip_address(address).version == 6
    except ValueError:
        return address
    return str(ipaddress.ip_network((address, 64), strict=False)) if is_ipv6 else address
