"""How are messages stored that come while others are being stored?  Together, in the next transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial

from anyio import CapacityLimiter, to_thread

from assistant.assistant import Assistant
from assistant.conversations.arrivals import Arrival
from assistant.conversations.models import Message
from assistant.errors import ConversationNotFound, DatabaseUnavailable

TOGETHER = 50
"""Messages of one transaction: what agents write stands behind it."""

Waiting = tuple[Arrival, asyncio.Future[Message]]


class Receiving:
    """One transaction at a time; a thread, a commit and its statements serve all who came meanwhile.

    It belongs to the event loop.
    """

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._storing: asyncio.Task[None] | None = None
        self._alone: set[asyncio.Task[None]] = set()
        self._thread = CapacityLimiter(1)

    async def receive(self, assistant: Assistant, arrival: Arrival) -> Message:
        """As `Assistant.receive`, with those who come at the same moment."""
        stored: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, stored))
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_all(assistant))
        return await stored

    async def _store_all(self, assistant: Assistant) -> None:
        try:
            while self._waiting:
                await self._store(assistant, self._take())
        finally:
            self._storing = None

    def _take(self) -> list[Waiting]:
        """The next ones; of a conversation only the first, whose number the second must know."""
        together: dict[str, Waiting] = {}
        for waiting in self._waiting[:TOGETHER]:
            together.setdefault(waiting[0].conversation_id, waiting)
        self._waiting = [
            waiting for waiting in self._waiting if together.get(waiting[0].conversation_id) is not waiting
        ]
        return list(together.values())

    async def _store(self, assistant: Assistant, together: Sequence[Waiting]) -> None:
        arrivals = [arrival for arrival, _ in together]
        results: Sequence[Message | Exception | None]
        try:
            results = await to_thread.run_sync(assistant.receive_together, arrivals, limiter=self._thread)
        except DatabaseUnavailable as error:
            results = [error] * len(together)
        except Exception:  # Whatever it is: one of them must not fail the others.
            results = [None] * len(together)
        for waiting, result in zip(together, results, strict=True):
            if result is None or isinstance(result, ConversationNotFound):
                # Not theirs, or somebody else holds it: only they have to wait for that.
                task = asyncio.create_task(self._store_alone(assistant, *waiting))
                self._alone.add(task)
                task.add_done_callback(self._alone.discard)
            else:
                _tell(waiting[1], result)

    async def _store_alone(self, assistant: Assistant, arrival: Arrival, stored: asyncio.Future[Message]) -> None:
        try:
            _tell(stored, await to_thread.run_sync(partial(assistant.receive, **asdict(arrival))))
        except Exception as error:
            _tell(stored, error)


def _tell(stored: asyncio.Future[Message], result: Message | Exception) -> None:
    if stored.done():  # Nobody waits for it any more.
        return
    if isinstance(result, Exception):
        stored.set_exception(result)
    else:
        stored.set_result(result)
