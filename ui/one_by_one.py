"""Whose turn is it of the questions of one conversation, while a language model is asked?  One after the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from weakref import WeakValueDictionary

from anyio import to_thread

from assistant.assistant import Assistant, BegunReply
from assistant.errors import DatabaseUnavailable

FIRST_LOOK_SECONDS = 0.1
LONGEST_LOOK_SECONDS = 1.0
"""Between two looks at whether another process is done; each takes twice as long as the one before."""


class OneByOne:
    """Of this process they stand in line, in the order in which they came; of the others' a row of SQL tells.

    It belongs to the event loop.
    """

    def __init__(self) -> None:
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, assistant: Assistant, begun: BegunReply) -> AsyncIterator[BegunReply | None]:
        """As `Assistant.open_question`, but None only after a citizen's patience, as long as their model may take."""
        line = self._lines.setdefault(begun.question.conversation_id, asyncio.Lock())
        loop = asyncio.get_running_loop()
        until = loop.time() + assistant.patience_seconds
        async with AsyncExitStack() as held:
            opened = None
            try:
                # What a thread has begun to write is never cancelled: only the line is waited for with a timeout.
                async with asyncio.timeout_at(until):
                    await held.enter_async_context(line)
            except TimeoutError:
                pass
            else:
                opened = await _open(assistant, begun, until)
            yield opened


async def _open(assistant: Assistant, begun: BegunReply, until: float) -> BegunReply | None:
    pause, loop = FIRST_LOOK_SECONDS, asyncio.get_running_loop()
    while (opened := await to_thread.run_sync(partial(_try, assistant, begun))) is None:
        if loop.time() + pause > until:
            return None
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_LOOK_SECONDS)
    return opened


def _try(assistant: Assistant, begun: BegunReply) -> BegunReply | None:
    try:
        return assistant.open_question(begun)
    except DatabaseUnavailable:  # A moment later it may be there, and where it is not, storing the answer says so.
        return None
