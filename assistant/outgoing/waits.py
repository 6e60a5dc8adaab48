"""How long is what could not be sent left alone before the next try?"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

_MINUTE = 60
MAIL_WAITS = tuple(_MINUTE * minutes for minutes in (1, 5, 15, 30, 60, 120, 240, 240, 480, 480, 720, 720))
"""Two days in all, as mail servers do among themselves."""
WEBHOOK_WAITS = (10, _MINUTE, *(_MINUTE * minutes for minutes in (5, 15, 30, 60, 120, 240, 360, 600)))
"""A day in all."""


def next_try(attempts: int, waits: Sequence[int], *, now: datetime.datetime) -> datetime.datetime | None:
    """When to try again after so many attempts; None when it is time to give up."""
    return None if attempts > len(waits) else now + datetime.timedelta(seconds=waits[attempts - 1])
