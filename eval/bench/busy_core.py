"""What does another process that computes without a pause do to the service?"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event

from assistant.errors import CivicDeskError

START_SECONDS = 60
_TURNS = 1_000_000


class NoBusyCore(CivicDeskError):
    """The process that was to keep a core busy did not start."""


@contextmanager
def busy_core() -> Iterator[None]:
    """While this runs, another process keeps one core busy.  Raises NoBusyCore."""
    # A fork would copy the threads' locks of this process without the threads.
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    process = context.Process(target=_compute, args=(started,), daemon=True)
    process.start()
    try:
        if not started.wait(START_SECONDS):
            raise NoBusyCore("the process that keeps a core busy did not start")
        yield
    finally:
        process.terminate()
        process.join()


def _compute(started: Event) -> None:
    started.set()
    parent = multiprocessing.parent_process()
    # A bench that was killed could not end this process any more.
    while parent is not None and parent.is_alive():
        for _ in range(_TURNS):
            pass
