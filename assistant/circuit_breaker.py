"""Is a machine that failed a moment ago asked again, or left alone for a while?"""

from __future__ import annotations

import logging
import threading
import time

logger = logging.getLogger(__name__)


class CircuitBreaker:
    """After a few failures in a row nobody asks for a while, so that people do not wait for a dead endpoint."""

    def __init__(self, name: str, *, failures: int, pause_seconds: float) -> None:
        self._name = name
        self._allowed = failures
        self._pause_seconds = pause_seconds
        self._guard = threading.Lock()
        self._failures = 0
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        """True while nobody may ask."""
        with self._guard:
            return self._failures >= self._allowed and time.monotonic() < self._until

    def lets_through(self) -> bool:
        """True when the endpoint may be asked; after a pause, one caller finds out for all."""
        with self._guard:
            if self._failures < self._allowed:
                return True
            now = time.monotonic()
            if now < self._until:
                return False
            self._until = now + self._pause_seconds
            return True

    def note_failure(self) -> None:
        with self._guard:
            self._failures += 1
            if self._failures == self._allowed:
                logger.warning("the %s failed %d times and is left alone for a while", self._name, self._allowed)
            self._until = time.monotonic() + self._pause_seconds

    def note_success(self) -> None:
        with self._guard:
            self._failures = 0
