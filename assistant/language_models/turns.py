"""Who computes while others wait for a model?  Few at a time, or hundreds whose answers come back at once stop all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_held = threading.local()


class Turns:
    """So many threads compute side by side; one that waits for a model lets another have its turn meanwhile."""

    def __init__(self, count: int) -> None:
        self._free = threading.Semaphore(count)

    @contextmanager
    def take(self) -> Iterator[None]:
        with self._free:
            _held.turn = self._free
            try:
                yield
            finally:
                _held.turn = None


@contextmanager
def others_compute() -> Iterator[None]:
    """Wait inside this for another machine; a thread that has no turn has none to give away."""
    turn: threading.Semaphore | None = getattr(_held, "turn", None)
    if turn is not None:
        turn.release()
    try:
        yield
    finally:
        if turn is not None:
            turn.acquire()
