"""What runs in a serving process beside its requests, and how does it end when the process is told to?"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType

import anyio.to_thread

from assistant.database import Database
from ui.live import Live
from ui.sweeper import Sweeper

HEARING_SECONDS = 2.0
"""How long the start waits for the source of signals; without it the streams look every few seconds."""


@asynccontextmanager
async def run_live(database: Database) -> AsyncIterator[Live]:
    """Wake streams and sweep until the block is left; streams end as soon as the process is told to end."""
    live, sweeper = Live(database), Sweeper(database)
    live.start()
    sweeper.start()
    await anyio.to_thread.run_sync(live.wait_until_hearing, HEARING_SECONDS)
    try:
        with on_stop(live.end_streams):
            yield live
    finally:
        await anyio.to_thread.run_sync(live.stop)
        await anyio.to_thread.run_sync(sweeper.stop)


@contextmanager
def on_stop(tell: Callable[[], None]) -> Iterator[None]:
    """Call `tell` in this event loop when a signal asks the process to end.

    The server waits for open responses before it tells the application to shut down, and a stream that nobody tells
    would keep it waiting.  Signals reach the main thread only; elsewhere, in a test, nothing is changed.
    """
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    handlers = {number: handler for number, handler in before.items() if callable(handler)}
    if threading.current_thread() is not threading.main_thread():
        handlers = {}

    def stop(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(tell)
        handlers[signal.Signals(number)](number, frame)

    for number in handlers:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
