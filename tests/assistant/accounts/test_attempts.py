"""Is guessing stopped, and nobody who knows their password?  (PROMISES T15.)"""

from __future__ import annotations

import time

import pytest

from assistant.accounts.attempts import begin_attempt, end_attempt
from assistant.errors import TooManyRequests
from ui.rate_counts import RateCounts
from ui.sign_in_limits import CountedAttempts

HOME, OFFICE = "192.0.2.7", "198.51.100.1"


@pytest.fixture
def limiter() -> CountedAttempts:
    return CountedAttempts(RateCounts())


def fail(limiter: CountedAttempts, username: str = "amy", address: str = HOME) -> None:
    begin_attempt(limiter, username, address)
    end_attempt(limiter, username, address, succeeded=False)


def succeed(limiter: CountedAttempts, username: str = "amy", address: str = HOME) -> None:
    begin_attempt(limiter, username, address)
    end_attempt(limiter, username, address, succeeded=True)


def test_the_sixth_failed_try_is_refused_with_the_time_to_wait(limiter: CountedAttempts) -> None:
    for _ in range(5):
        fail(limiter)
    with pytest.raises(TooManyRequests) as refused:
        fail(limiter)
    assert 890 <= refused.value.retry_after_seconds <= 900


def test_another_spelling_is_the_same_account(limiter: CountedAttempts) -> None:
    for username in ("amy", "AMY", " amy ", "Amy\x00", "a\u200bmy"):
        fail(limiter, username)
    with pytest.raises(TooManyRequests):
        fail(limiter)


def test_nobody_is_locked_out_from_elsewhere(limiter: CountedAttempts) -> None:
    for _ in range(5):
        fail(limiter, address=HOME)
    succeed(limiter, address=OFFICE)


def test_success_forgives_the_account_but_not_the_address(limiter: CountedAttempts) -> None:
    for _ in range(4):
        for _ in range(4):
            fail(limiter)
        succeed(limiter)
    for _ in range(4):  # The twentieth of this address.
        fail(limiter)
    with pytest.raises(TooManyRequests):
        succeed(limiter)


def test_a_hundred_colleagues_behind_one_address_come_in(limiter: CountedAttempts) -> None:
    for number in range(100):
        succeed(limiter, f"user{number}", OFFICE)


def test_one_ipv6_customer_is_one_address(limiter: CountedAttempts) -> None:
    for number in range(20):
        fail(limiter, f"user{number}", f"2001:db8:0:1::{number:x}")
    with pytest.raises(TooManyRequests):
        fail(limiter, "user20", "2001:db8:0:1:ffff::1")
    fail(limiter, "user20", "2001:db8:0:2::1")


def test_the_window_moves_with_the_clock(limiter: CountedAttempts, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    for _ in range(5):
        fail(limiter)
    monkeypatch.setattr(time, "time", lambda: now + 899)
    with pytest.raises(TooManyRequests) as refused:
        fail(limiter)
    assert refused.value.retry_after_seconds <= 2
    monkeypatch.setattr(time, "time", lambda: now + 905)
    fail(limiter)
