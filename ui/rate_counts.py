"""Where is counted how often a caller has come?

In memory, in constant time: the storage that `limits` brings starts a thread for nearly every hit to clear up, which
costs more than the hit.  Or in Redis, shared by processes and hosts; while Redis cannot be reached, each process counts
for itself, and nobody is refused for it.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import MovingWindowSupport, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from assistant.errors import SettingsInvalid
from assistant.settings import PREFIX

logger = logging.getLogger(__name__)

MAX_KEYS = 50_000
CLEAR_SECONDS = 60.0
RETRY_SECONDS = 10.0
REDIS_SECONDS = 0.5
Result = TypeVar("Result")


class WindowMemory(Storage, MovingWindowSupport):
    """The times of the latest hits of each key, no more of them than its limit."""

    STORAGE_SCHEME = ["window-memory"]  # noqa: RUF012  # As the library declares it.

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._hits: dict[str, tuple[int, deque[float]]] = {}
        self._cleared = time.time()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        now = time.time()
        with self._lock:
            if now - self._cleared > CLEAR_SECONDS or len(self._hits) > MAX_KEYS:
                self._clear_old(now)
            _, times = self._hits.setdefault(key, (expiry, deque()))
            _forget(times, now - expiry)
            if len(times) + amount > limit:
                return False
            times.extend([now] * amount)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        now = time.time()
        with self._lock:
            _, times = self._hits.get(key, (expiry, deque[float]()))
            _forget(times, now - expiry)
            return (times[0], len(times)) if times else (now, 0)

    def _clear_old(self, now: float) -> None:
        self._hits = {key: held for key, held in self._hits.items() if held[1] and held[1][-1] > now - held[0]}
        self._cleared = now
        # A flood of names that come once would fill the memory: the oldest are forgotten.
        for key in list(self._hits)[: max(0, len(self._hits) - MAX_KEYS // 2)]:
            del self._hits[key]

    # What `limits` asks of any storage

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        count = len(self._hits)
        self._hits.clear()
        return count

    def clear(self, key: str) -> None:
        self._hits.pop(key, None)

    def get(self, key: str) -> int:
        return len(self._hits.get(key, (0, ()))[1])

    def get_expiry(self, key: str) -> float:
        return time.time()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        raise NotImplementedError("only moving windows are counted here")


class RateCounts:
    """Counts hits and tells how long to wait.  Safe for many threads; never raises for want of Redis."""

    def __init__(self, address: str = "") -> None:
        self._own = MovingWindowRateLimiter(WindowMemory())
        self._shared = _open_redis(address) if address else None
        self._retry_at = 0.0
        self._is_lost = False

    @property
    def is_shared(self) -> bool:
        """True where a hit may have to wait for another machine."""
        return self._shared is not None

    def hit(self, item: RateLimitItem, *key: str) -> int:
        """0 when the hit is within the limit, else the seconds after which the next one will be."""
        return self._ask(lambda limiter: 0 if limiter.hit(item, *key) else _wait(limiter, item, *key))

    def seconds_to_wait(self, item: RateLimitItem, *key: str) -> int:
        """The same without counting."""
        return self._ask(lambda limiter: 0 if limiter.test(item, *key) else _wait(limiter, item, *key))

    def forget(self, item: RateLimitItem, *key: str) -> None:
        """Begin anew."""
        self._ask(lambda limiter: limiter.clear(item, *key))

    def _ask(self, ask: Callable[[MovingWindowRateLimiter], Result]) -> Result:
        if self._shared is not None and time.monotonic() >= self._retry_at:
            if self._is_lost:  # One caller tries again and may have to wait for it; the others go on.
                self._retry_at = time.monotonic() + RETRY_SECONDS
            try:
                told = ask(self._shared)
                self._is_lost = False
                return told
            except StorageError as error:
                self._note_loss(error)
        return ask(self._own)

    def _note_loss(self, error: Exception) -> None:
        if not self._is_lost:  # Told once, however long it lasts.
            logger.warning("Redis cannot be used for rate limits; each process counts by itself: %s", error)
        self._is_lost = True
        self._retry_at = time.monotonic() + RETRY_SECONDS


def _forget(times: deque[float], until: float) -> None:
    while times and times[0] <= until:
        times.popleft()


def _wait(limiter: MovingWindowRateLimiter, item: RateLimitItem, *key: str) -> int:
    return max(1, math.ceil(limiter.get_window_stats(item, *key).reset_time - time.time()))


def _open_redis(address: str) -> MovingWindowRateLimiter:
    waiting = {"socket_connect_timeout": REDIS_SECONDS, "socket_timeout": REDIS_SECONDS}
    variable = f"{PREFIX}RATE_LIMIT_STORAGE"
    if not address.startswith(("redis://", "rediss://", "redis+unix://")):
        raise SettingsInvalid(f"{variable}: use redis://HOST:PORT/NUMBER", field=variable)
    try:
        storage = storage_from_string(address, wrap_exceptions=True, **waiting)
    except Exception as error:  # The address may hold a password, so what the library says of it is not shown.
        raise SettingsInvalid(f"{variable}: not an address of Redis", field=variable) from error
    return MovingWindowRateLimiter(storage)
