"""Does this caller ask for too much?  Asked of every request before any route sees it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import TooManyRequests
from ui.alarm_calls import receive_alarm
from ui.client_address import rate_key
from ui.problems import respond
from ui.rate_counts import RateCounts
from ui.rate_policy import Kind, RatePolicy
from ui.staff_access import COOKIE, SECURE_COOKIE

STREAM_RETRY_SECONDS = 30
ALARM = "alarm"


class RateLimits:
    """Refuses what is beyond a limit, and lets no caller hold too many streams open."""

    def __init__(self, app: ASGIApp, policy: RatePolicy, counts: RateCounts) -> None:
        self._app = app
        self._policy = policy
        self._counts = counts
        self._open: Counter[tuple[str, str]] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kind = self._policy.find_kind(scope["method"], scope["path"])
        address = rate_key(scope["client"][0]) if scope.get("client") else ""
        caller = find_caller(scope)
        try:
            await self._count(self.check, kind, caller, address)
            with self._held_open(kind, caller, address):
                await self._app(scope, receive, send)
        except TooManyRequests as refusal:
            alarm = await self._receive_alarm(kind, address, scope, receive)
            await (self._app(scope, alarm, send) if alarm else respond(refusal)(scope, receive, send))

    async def _receive_alarm(self, kind: Kind, address: str, scope: Scope, receive: Receive) -> Receive | None:
        """The request's body once more, where it tells of danger to life and not too often does."""
        if kind.alarm is None or await self._count(self._counts.seconds_to_wait, kind.alarm, ALARM, address):
            return None
        alarm = await receive_alarm(scope, receive)
        return None if alarm is None or await self._count(self._counts.hit, kind.alarm, ALARM, address) else alarm

    async def _count(self, work: Callable[..., int | None], *given: Any) -> int | None:
        """What `work` counts; Redis may have to be waited for."""
        return await anyio.to_thread.run_sync(work, *given) if self._counts.is_shared else work(*given)

    def check(self, kind: Kind, caller: str, address: str) -> None:
        """Raises TooManyRequests."""
        for limit, key in ((kind.caller, caller), (kind.address, address), (kind.overall, "everybody")):
            if limit is None or not key:
                continue
            if seconds := self._counts.hit(limit, kind.name, key):
                raise _refusal(seconds)

    @contextmanager
    def _held_open(self, kind: Kind, caller: str, address: str) -> Iterator[None]:
        limits = ((kind.open_of_caller, ("caller", caller)), (kind.open_of_address, ("address", address)))
        held = [(limit, place) for limit, place in limits if limit is not None and place[1]]
        if any(self._open[place] >= limit for limit, place in held):
            raise _refusal(STREAM_RETRY_SECONDS)
        for _, place in held:
            self._open[place] += 1
        try:
            yield
        finally:
            for _, place in held:
                self._open[place] -= 1
                if not self._open[place]:
                    del self._open[place]


def find_caller(scope: Scope) -> str:
    """A name for the conversation, account or key whose secret the request carries; empty when it carries none.

    Only the holder of a secret can use up its limit: an id in a path, which others may learn, does not count.
    """
    headers = Headers(scope=scope)
    secret = headers.get("authorization", "").partition(" ")[2].strip()
    if not secret and COOKIE in (cookies := headers.get("cookie", "")):
        pairs = (pair.strip().partition("=") for pair in cookies.split(";"))
        secret = next((value for name, _, value in pairs if name in (COOKIE, SECURE_COOKIE)), "")
    return hashlib.sha256(secret.encode()).hexdigest()[:32] if secret else ""


def _refusal(seconds: int) -> TooManyRequests:
    return TooManyRequests(f"too many requests; try again in {seconds} s", retry_after_seconds=seconds)
