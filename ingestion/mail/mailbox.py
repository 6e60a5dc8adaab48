"""Where does mail come from?  A mailbox gives each mail until it has been kept, and only then counts it as taken."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

Keep = Callable[[bytes], None]
"""Stores a mail's bytes and returns once they are committed; while it raises, the mail stays where it is."""


class Mailbox(Protocol):
    name: str
    """Tells this mailbox from others, and stays the same from start to start."""

    def collect(self, keep: Keep, *, stop: threading.Event) -> int:
        """Give every mail that waits to `keep`, and say how many there were.  Raises OSError, or what `keep` raises."""

    def wait(self, stop: threading.Event) -> None:
        """Return when there may be something new, after a while in any case, and at once when `stop` is set."""

    def close(self) -> None: ...
