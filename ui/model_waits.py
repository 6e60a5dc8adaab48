"""Where do requests wait for a language model, so that nobody who needs none stands behind them?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from anyio import CapacityLimiter, WouldBlock, to_thread

from assistant.assistant import Assistant, BegunReply
from assistant.conversations.arrivals import Arrival
from assistant.conversations.models import AnswerRecord, Message
from assistant.language_models.turns import Turns
from ui.one_by_one import OneByOne
from ui.receiving import Receiving

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
COMPUTING_AT_ONCE = 2
"""Answers that are looked for or checked side by side, at least: a crowd must first be told that its words are stored,
and a thread that stores them while thirty compute gets the interpreter every thirtieth time."""
THREADS_A_TURN = 4
"""Who has given requests more threads, as their database or embedding endpoint is slow, has more turns too."""
STAFF_AT_ONCE = 16
"""Calls of models that staff wait for, of one process.  Their threads compute nothing."""
SUGGESTING_AT_ONCE = 1
"""Suggestions of one process: they compute, and what people write to each other must not stand behind them."""


class ModelWaits:
    """Places to wait in, each a thread beside those of the requests; `places` of them are the citizens'.

    A citizen who finds none free is answered without the model at once; staff have asked for nothing but the model's
    words, and stand in line for theirs.  A citizen's answer is made once, however often the message is sent meanwhile,
    and is stored also where nobody waits for it any more.  Of one conversation's questions a model is asked about one
    at a time.
    """

    def __init__(self, places: int, *, request_threads: int) -> None:
        self._places = CapacityLimiter(places)
        computing = max(COMPUTING_AT_ONCE, request_threads // THREADS_A_TURN)
        self._beginning = CapacityLimiter(computing)
        self._turns = Turns(computing)
        self._staff = CapacityLimiter(STAFF_AT_ONCE)
        self._suggesting = CapacityLimiter(SUGGESTING_AT_ONCE)
        self._receiving = Receiving()
        self._one_by_one = OneByOne()
        self._answering: dict[str, asyncio.Task[AnswerRecord | None]] = {}
        self._running: set[asyncio.Task[Any]] = set()

    async def run(self, finish: Callable[[bool], Result]) -> Result:
        """`finish(True)` on a place, where a model may be asked, else `finish(False)`."""
        waiter = object()
        try:
            self._places.acquire_on_behalf_of_nowait(waiter)
        except WouldBlock:
            return await to_thread.run_sync(finish, False)
        try:
            return await to_thread.run_sync(self._in_turn, partial(finish, True), limiter=CapacityLimiter(1))
        finally:
            self._places.release_on_behalf_of(waiter)

    async def receive(self, assistant: Assistant, arrival: Arrival) -> Message:
        """What people write goes before what the machine computes."""
        with self._turns.receiving():
            return await self._receiving.receive(assistant, arrival)

    def begin(self, assistant: Assistant, question: Message) -> asyncio.Task[BegunReply]:
        """Begin the answer now; where a model is asked for it, `finish` waits for that."""
        return self._start(self._begin(assistant, question))

    async def finish(self, assistant: Assistant, begun: BegunReply) -> AnswerRecord | None:
        """As `Assistant.finish`; who is cancelled while waiting takes nothing from the others."""
        if not begun.waits_for_model:
            return begun.stored
        return await asyncio.shield(self._ask(assistant, begun))

    async def suggest(self, compute: Callable[[], Result]) -> Result:
        """What `compute` finds for staff, before or without a model's words."""
        return await to_thread.run_sync(compute, limiter=self._suggesting)

    async def help_staff(self, ask: Callable[[], Result]) -> Result:
        """What `ask` gets out of a model for staff."""
        return await to_thread.run_sync(ask, limiter=self._staff)

    async def end(self) -> None:
        """Let what runs come to its end: twice a citizen's patience at most, where one question waits for another."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _begin(self, assistant: Assistant, question: Message) -> BegunReply:
        begin = partial(assistant.begin_or_reply, question)
        begun = await to_thread.run_sync(self._in_turn, begin, limiter=self._beginning)
        if begun.waits_for_model:
            self._ask(assistant, begun)
        return begun

    def _ask(self, assistant: Assistant, begun: BegunReply) -> asyncio.Task[AnswerRecord | None]:
        task = self._answering.get(begun.question.id)
        if task is None:
            task = self._start(self._finish(assistant, begun))
            self._answering[begun.question.id] = task
            task.add_done_callback(lambda _: self._answering.pop(begun.question.id))
        return task

    async def _finish(self, assistant: Assistant, begun: BegunReply) -> AnswerRecord | None:
        async with self._one_by_one.turn(assistant, begun) as opened:
            if opened is None:
                return await to_thread.run_sync(assistant.finish, begun, False)
            return await self.run(partial(assistant.finish, opened))

    def _in_turn(self, compute: Callable[[], Result]) -> Result:
        with self._turns.take():
            return compute()

    def _start(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Whoever still waits is told in words; of one who has gone, this is the only trace.
            logger.warning("an answer could not be finished: %s", type(error).__name__)
