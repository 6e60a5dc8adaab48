"""What is off right now, without asking the database for every message?"""

from __future__ import annotations

import logging
import threading
import time

from assistant.database import Database
from assistant.errors import DatabaseUnavailable
from assistant.switches.off_switches import NOTHING_OFF, Switches, read_switches

REFRESH_SECONDS = 1.0
logger = logging.getLogger(__name__)


class SwitchWatch:
    """Reads the switches at most once a second; while the database does not answer, those it read last still hold.

    Safe for many threads: one of them reads, the others take what is there.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._switches = NOTHING_OFF
        self._read_at: float | None = None
        self._reading = threading.Lock()

    def current(self) -> Switches:
        """What is off; never older than a second by more than one reading takes.  Never raises."""
        is_first = self._read_at is None
        if self._read_at is not None and time.monotonic() - self._read_at < REFRESH_SECONDS:
            return self._switches
        # Before the first reading is done nobody knows what is off, so everybody waits for it.
        if self._reading.acquire(blocking=is_first):
            try:
                self._read()
            finally:
                self._reading.release()
        return self._switches

    def _read(self) -> None:
        try:
            with self._database.read() as session:
                self._switches = read_switches(session)
        except DatabaseUnavailable:
            logger.warning("the switches cannot be read; those known last still hold")
        self._read_at = time.monotonic()
