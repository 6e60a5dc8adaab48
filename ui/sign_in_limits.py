"""How are tries to sign in counted?  In this process's memory, over a window that moves with the clock."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.accounts.attempts import WINDOW_SECONDS


class MemoryAttemptLimiter:
    """Each process that serves counts for itself."""

    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def allow(self, key: str, *, most: int) -> int | None:
        return None if self._window.hit(_rule(most), key) else self._wait(key, most)

    def seconds_to_wait(self, key: str, *, most: int) -> int | None:
        return None if self._window.test(_rule(most), key) else self._wait(key, most)

    def forget(self, key: str, *, most: int) -> None:
        self._window.clear(_rule(most), key)

    def _wait(self, key: str, most: int) -> int:
        reset_time: float = self._window.get_window_stats(_rule(most), key).reset_time
        return max(1, math.ceil(reset_time - time.time()))


def _rule(most: int) -> RateLimitItem:
    return RateLimitItemPerSecond(most, WINDOW_SECONDS)
