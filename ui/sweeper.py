"""Who looks again and again for what a lost browser has left behind?  A thread of every process that serves."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from assistant.conversations.lost import has_lost, put_back_lost
from assistant.database import Database
from ui.signal_sources import remove_old_signals

logger = logging.getLogger(__name__)

SWEEPS_EVERY_SECONDS = 5.0
REMOVES_EVERY_SECONDS = 60.0


class Sweeper:
    """Puts back conversations whose agent has not been seen, and clears old signals.

    Several processes do it side by side: whatever one has done the others find done.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(SWEEPS_EVERY_SECONDS)

    def sweep(self) -> None:
        """One round: conversations of agents who are gone wait again."""
        with self._database.read() as session:
            if not has_lost(session):
                return
        with self._database.write() as session:
            count = put_back_lost(session)
        logger.info("put back %d conversations of agents who are gone", count)

    def _run(self) -> None:
        removes_at = time.monotonic()
        while not self._stop.wait(SWEEPS_EVERY_SECONDS):
            self._try(self.sweep)
            if time.monotonic() >= removes_at:
                removes_at = time.monotonic() + REMOVES_EVERY_SECONDS
                self._try(lambda: remove_old_signals(self._database))

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:  # Whatever it is, the next round may succeed, and a thread that ends never does.
            logger.exception("the sweeper's round failed")
