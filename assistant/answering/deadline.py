"""How much of a citizen's patience is left?"""

from __future__ import annotations

import time


class Deadline:
    """`seconds` from now on, however many steps share them."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def seconds_left(self) -> float:
        """0 where none is left."""
        return max(0.0, self._until - time.monotonic())
