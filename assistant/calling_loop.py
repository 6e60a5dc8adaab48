"""Where do calls to other machines wait?  All of a process on one thread, so that hundreds cost no thread each."""

from __future__ import annotations

import asyncio
import os
import threading

_guard = threading.Lock()
_running: tuple[int, asyncio.AbstractEventLoop] | None = None


def calling_loop() -> asyncio.AbstractEventLoop:
    """The loop of this process, which runs from the first call until the process ends; a fork has its own."""
    global _running  # One a process is the point.
    with _guard:
        if _running is None or _running[0] != os.getpid():
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="calls", daemon=True).start()
            _running = os.getpid(), loop
        return _running[1]
