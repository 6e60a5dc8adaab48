"""How are tries to sign in counted?  With everything else that is counted: in memory, or in Redis for all processes."""

from __future__ import annotations

from limits import RateLimitItem, RateLimitItemPerSecond

from assistant.accounts.attempts import WINDOW_SECONDS
from ui.rate_counts import RateCounts


class CountedAttempts:
    """Fulfils `assistant.accounts.attempts.AttemptLimiter`."""

    def __init__(self, counts: RateCounts) -> None:
        self._counts = counts

    def allow(self, key: str, *, most: int) -> int | None:
        return self._counts.hit(_rule(most), key) or None

    def seconds_to_wait(self, key: str, *, most: int) -> int | None:
        return self._counts.seconds_to_wait(_rule(most), key) or None

    def forget(self, key: str, *, most: int) -> None:
        self._counts.forget(_rule(most), key)


def _rule(most: int) -> RateLimitItem:
    return RateLimitItemPerSecond(most, WINDOW_SECONDS)
