"""How is another machine asked within a time, without a thread of its own, and left alone while it is down?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import TimeoutError as TookTooLong
from typing import Any, TypeVar

from assistant.calling_loop import calling_loop
from assistant.circuit_breaker import CircuitBreaker
from assistant.errors import CivicDeskError

CONNECT_SECONDS = 2.0
READ_SECONDS = 5.0
_SLACK_SECONDS = 1.0
"""For the loop to tell of an end; a loop that does not is left to itself."""

Answer = TypeVar("Answer")


class BoundedCalls:
    """Calls of the machine `name`; whatever fails is one `error`.

    `call` itself sees to it that the machine is silent for `read_seconds` at most.  That limit counts from the last
    byte, so one that drips bytes is given `total_seconds` over all.  What takes longer is cancelled by itself: its
    neighbours go on.
    """

    def __init__(
        self,
        name: str,
        error: type[CivicDeskError],
        *,
        total_seconds: float,
        failures: int,
        read_seconds: float = READ_SECONDS,
        pause_seconds: float = 15.0,
    ) -> None:
        self._name = name
        self._error = error
        self._total_seconds = total_seconds
        self._silence_seconds = min(read_seconds, total_seconds)
        self.breaker = CircuitBreaker(name, failures=failures, pause_seconds=pause_seconds)

    def run(self, call: Callable[[], Coroutine[Any, Any, Answer]], *, seconds: float | None = None) -> Answer:
        """What `call` gives, in `seconds` where that is less than the machine is given.

        `call` judges the answer too, as a wrong one is a failure as well.
        """
        patience = min(self._total_seconds, self._total_seconds if seconds is None else seconds)
        if not self.breaker.lets_through():
            raise self._error(f"the {self._name} failed a moment ago")
        running = asyncio.run_coroutine_threadsafe(_within(patience, call), calling_loop())
        try:
            answer = running.result(timeout=patience + _SLACK_SECONDS)
        except Exception as error:
            # An answer can be wrong in more ways than the client has errors for: a page, broken JSON, missing parts.
            running.cancel()
            if not (isinstance(error, TookTooLong) and patience < self._silence_seconds):
                # A caller who would not wait as long as a machine may be silent has found nothing out about it.
                self.breaker.note_failure()
            raise self._error(f"the {self._name} failed: {type(error).__name__}") from error
        self.breaker.note_success()
        return answer


async def _within(seconds: float, call: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
    async with asyncio.timeout(seconds):
        return await call()
