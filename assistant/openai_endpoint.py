"""How is an endpoint that speaks as OpenAI's does asked, and left alone while it is down?"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from typing import TYPE_CHECKING, TypeVar

from assistant.errors import CivicDeskError

if TYPE_CHECKING:
    from openai import OpenAI

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 2.0
READ_SECONDS = 5.0
_CALLS = 8

Answer = TypeVar("Answer")


class OpenAIEndpoint:
    """The endpoint at `base_url`, OpenAI's own address when that is empty; whatever fails is one `error`.

    A read limit counts from the last byte, so an endpoint that drips bytes is given `total_seconds` over all.
    """

    def __init__(
        self,
        name: str,
        error: type[CivicDeskError],
        *,
        base_url: str,
        api_key: str,
        total_seconds: float,
        failures: int,
        pause_seconds: float = 15.0,
    ) -> None:
        self._name = name
        self._error = error
        self._base_url = base_url
        self._api_key = api_key
        self._total_seconds = total_seconds
        self._client = self._new_client()
        self._guard = threading.Lock()
        self._breaker = CircuitBreaker(name, failures=failures, pause_seconds=pause_seconds)
        self._calls = ThreadPoolExecutor(_CALLS, thread_name_prefix=name.split()[0])

    def ask(self, call: Callable[[OpenAI], Answer], *, seconds: float | None = None) -> Answer:
        """What `call` makes of the client, in `seconds` where that is less than the endpoint is given.

        `call` judges the answer too, as a wrong one is a failure as well.
        """
        patience = min(self._total_seconds, self._total_seconds if seconds is None else seconds)
        if not self._breaker.lets_through():
            raise self._error(f"the {self._name} failed a moment ago")
        client = self._client
        try:
            answer = self._calls.submit(call, client).result(timeout=patience)
        except Exception as error:
            # An answer can be wrong in more ways than the client has errors for: a page, broken JSON, missing parts.
            if isinstance(error, TookTooLong):
                self._hang_up(client)
            self._breaker.note_failure()
            raise self._error(f"the {self._name} failed: {type(error).__name__}") from error
        self._breaker.note_success()
        return answer

    def _hang_up(self, client: OpenAI) -> None:
        """End the call that takes too long, and others with it; without this it would hold its thread for ever."""
        with self._guard:
            if self._client is client:
                self._client = self._new_client()
        client.close()

    def _new_client(self) -> OpenAI:
        import openai  # The client takes a second to import, which only those who use it should wait for.

        logging.getLogger("openai").setLevel(logging.INFO)  # Below that it logs whole requests: citizens' words.
        return openai.OpenAI(
            # An endpoint of one's own often needs no key, but the client refuses to start without one.
            api_key=self._api_key or "none",
            base_url=self._base_url or None,
            timeout=openai.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            max_retries=0,
        )


class CircuitBreaker:
    """After a few failures in a row nobody asks for a while, so that people do not wait for a dead endpoint."""

    def __init__(self, name: str, *, failures: int, pause_seconds: float) -> None:
        self._name = name
        self._allowed = failures
        self._pause_seconds = pause_seconds
        self._guard = threading.Lock()
        self._failures = 0
        self._until = 0.0

    def lets_through(self) -> bool:
        """True when the endpoint may be asked; after a pause, one caller finds out for all."""
        with self._guard:
            if self._failures < self._allowed:
                return True
            now = time.monotonic()
            if now < self._until:
                return False
            self._until = now + self._pause_seconds
            return True

    def note_failure(self) -> None:
        with self._guard:
            self._failures += 1
            if self._failures == self._allowed:
                logger.warning("the %s failed %d times and is left alone for a while", self._name, self._allowed)
            self._until = time.monotonic() + self._pause_seconds

    def note_success(self) -> None:
        with self._guard:
            self._failures = 0
