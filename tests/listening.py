"""How does a test hear what a live stream says?  A client of its own thread, which comes back after every break."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from tests.ui.talk import Event

RETRY_SECONDS = 0.05


@dataclass
class Listener:
    """One stream; `events` holds all that it said, with the times of their coming in `times`."""

    address: str
    headers: dict[str, str] = field(default_factory=dict)
    comes_back: bool = False
    events: list[Event] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    status: int = 0
    ended: bool = False
    last_id: str = ""

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._connection: HTTPConnection | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def wait_for(self, name: str, fits: Callable[[Any], bool] = lambda _data: True, *, seconds: float = 10) -> Event:
        """The first event of that name that fits, past or future.  Raises TimeoutError."""
        heard: Event = self.wait_until(
            lambda: next((e for e in self.events if e.name == name and fits(e.data)), None), seconds
        )
        return heard

    def wait_until(self, condition: Callable[[], Any], seconds: float = 10) -> Any:
        """What `condition` gives, as soon as that is something.  Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(condition, seconds):
                raise TimeoutError(f"not heard in {seconds} s; heard: {self.events}, status {self.status}")
            return condition()

    def named(self, name: str) -> list[Any]:
        """The data of all events of that name so far."""
        return [event.data for event in self.events if event.name == name]

    def close(self) -> None:
        """Leave without a word, as a browser that dies."""
        self._stop.set()
        if self._connection is not None and self._connection.sock is not None:
            with contextlib.suppress(OSError):
                self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stop.is_set():
            # Cut off; a client that comes back says where it was.
            with contextlib.suppress(OSError, HTTPException, ValueError):
                self._listen()
            if not self.comes_back:
                break
            time.sleep(RETRY_SECONDS)
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def _listen(self) -> None:
        place = urlsplit(self.address)
        headers = self.headers | ({"Last-Event-ID": self.last_id} if self.last_id else {})
        with contextlib.closing(HTTPConnection(str(place.hostname), place.port, timeout=60)) as self._connection:
            self._connection.request("GET", f"{place.path}?{place.query}", headers=headers)
            response = self._connection.getresponse()
            self.status = response.status
            block: dict[str, str] = {}
            for line in response:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    block[name] = value
                elif "data" in block:
                    self._hear(block)
                    block = {}

    def _hear(self, block: dict[str, str]) -> None:
        with self._changed:
            self.last_id = block.get("id", self.last_id)
            self.events.append(Event(block.get("id", ""), block.get("event", "message"), json.loads(block["data"])))
            self.times.append(time.monotonic())
            self._changed.notify_all()
