"""When does a call that took too long tell something about the machine?  What else it owes is in tests/contracts."""

from __future__ import annotations

import asyncio

import pytest

from assistant.bounded_calls import BoundedCalls
from assistant.errors import ModelUnavailable


@pytest.mark.parametrize(("waited_seconds", "is_failure"), [(0.05, False), (0.2, True)])
def test_only_who_waits_as_long_as_a_machine_may_be_silent_finds_it_down(
    waited_seconds: float, is_failure: bool
) -> None:
    calls = BoundedCalls("machine", ModelUnavailable, total_seconds=10, failures=1, read_seconds=0.1)
    with pytest.raises(ModelUnavailable, match="machine"):
        calls.run(lambda: asyncio.sleep(60), seconds=waited_seconds)
    assert calls.breaker.is_open is is_failure
