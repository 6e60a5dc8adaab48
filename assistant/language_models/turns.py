"""Who computes while others write, or wait for a model?  Few at a time, and after what people write is stored."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

GIVES_WAY_SECONDS = 2.0
"""Each turn, to words that are being stored without a pause; then it goes on beside them."""

_held = threading.local()


class Turns:
    """So many threads compute side by side; one that waits for a model lets another have its turn meanwhile.

    `receiving` belongs to one thread, the event loop's; all else is safe for many.
    """

    def __init__(self, count: int) -> None:
        self._free = threading.Semaphore(count)
        self._received = 0
        self._nobody_writes = threading.Event()
        self._nobody_writes.set()

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """Somebody's words are being stored: no turn begins meanwhile."""
        if not self._received:
            self._nobody_writes.clear()
        self._received += 1
        try:
            yield
        finally:
            self._received -= 1
            if not self._received:
                self._nobody_writes.set()

    @contextmanager
    def take(self) -> Iterator[None]:
        self.begin()
        _held.turns = self
        try:
            yield
        finally:
            _held.turns = None
            self.end()

    def begin(self) -> None:
        self._free.acquire()
        self._nobody_writes.wait(GIVES_WAY_SECONDS)

    def end(self) -> None:
        self._free.release()


@contextmanager
def others_compute() -> Iterator[None]:
    """Wait inside this for another machine; a thread that has no turn has none to give away."""
    turns: Turns | None = getattr(_held, "turns", None)
    if turns is not None:
        turns.end()
    try:
        yield
    finally:
        if turns is not None:
            turns.begin()
