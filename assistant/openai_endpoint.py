"""How is an endpoint that speaks as OpenAI's does asked?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from assistant.bounded_calls import CONNECT_SECONDS, READ_SECONDS, BoundedCalls
from assistant.errors import CivicDeskError, SettingsInvalid

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Answer = TypeVar("Answer")


class OpenAIEndpoint:
    """The endpoint at `base_url`, OpenAI's own address when that is empty; whatever fails is one `error`.

    Raises SettingsInvalid for an address that cannot be read.
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
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._calls = BoundedCalls(
            name, error, total_seconds=total_seconds, failures=failures, read_seconds=read_seconds
        )
        self._client = _new_client(base_url, api_key, read_seconds)

    @property
    def is_resting(self) -> bool:
        return self._calls.breaker.is_open

    def ask(
        self, call: Callable[[AsyncOpenAI], Coroutine[Any, Any, Answer]], *, seconds: float | None = None
    ) -> Answer:
        """What `call` makes of the client; see `BoundedCalls.run`."""
        return self._calls.run(lambda: call(self._client), seconds=seconds)


def _new_client(base_url: str, api_key: str, read_seconds: float) -> AsyncOpenAI:
    # The client takes a second to import, which only those who use it should wait for; its parts, which it would load
    # at their first use, would hold up everybody's calls.
    import openai
    import openai.resources.chat
    import openai.resources.embeddings

    log_no_secrets()
    try:
        _ = urlsplit(base_url).port
    except ValueError as error:
        # Told without its words: they may be a part of a password.
        raise SettingsInvalid("the address cannot be read: look at its host and port") from error
    return openai.AsyncOpenAI(
        # An endpoint of one's own often needs no key, but the client refuses to start without one.
        api_key=api_key or "none",
        base_url=base_url or None,
        timeout=openai.Timeout(read_seconds, connect=CONNECT_SECONDS),
        max_retries=0,
    )


def log_no_secrets() -> None:
    """Below these levels clients log whole requests, citizens' words, and addresses, which may hold a password."""
    for client in ("openai", "anthropic", "groq", "botocore"):
        logging.getLogger(client).setLevel(logging.INFO)
    for transport in ("httpx", "httpx2"):
        logging.getLogger(transport).setLevel(logging.WARNING)
