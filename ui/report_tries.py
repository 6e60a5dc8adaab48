"""May this caller try another contact for a case?  Only what fails counts, so that who knows theirs is never stopped.

A number may be tried a few times an hour from wherever, so that nobody guesses its contact; an address may miss a few
times, so that nobody looks for numbers.  What is not there is counted like what is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request

from assistant.cases.numbers import read_number
from assistant.errors import CaseNotFound, TooManyRequests
from ui.client_address import rate_key
from ui.rate_counts import RateCounts
from ui.rate_policy import load_rate_policy

NAME = "case_try"


@contextmanager
def counted_try(request: Request, number: str) -> Iterator[None]:
    """Raises TooManyRequests before anything is looked up; what raises CaseNotFound inside is a miss."""
    counts: RateCounts = request.app.state.counts
    of_number, of_address = load_rate_policy().misses
    address = rate_key(request.client.host) if request.client else ""
    number = read_number(number) or number.strip().upper()
    _require(counts.seconds_to_wait(of_address, NAME, "address", address))
    # Counted before it is looked up: of many that come at once, no more than the limit learn anything.
    _require(counts.hit(of_number, NAME, "number", number))
    try:
        yield
    except CaseNotFound:
        counts.hit(of_address, NAME, "address", address)
        raise
    counts.forget(of_number, NAME, "number", number)


def _require(seconds: int) -> None:
    if seconds:
        raise TooManyRequests("too many tries; please wait", retry_after_seconds=seconds)
