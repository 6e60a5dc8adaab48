"""How do hundreds of threads write at the same moment?  Those who come while one writes share the next transaction."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from assistant.database import Database

Result = TypeVar("Result")
MOST_TOGETHER = 100
"""Steps of one transaction: others, who store what people write, stand behind it."""


class SharedWrites:
    """Small steps that have nothing to do with one another, in one transaction: all of them are kept, or none."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writing = threading.Lock()
        self._waiting: deque[tuple[Callable[[Session], Any], Future[Any]]] = deque()

    def run(self, step: Callable[[Session], Result]) -> Result:
        """What `step` gives, once it is committed.  Raises what any step of the same transaction raises."""
        mine: Future[Result] = Future()
        self._waiting.append((step, mine))
        with self._writing:
            while not mine.done():
                self._write()
        return mine.result()

    def _write(self) -> None:
        together = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
        try:
            with self._database.write() as session:
                results = [step(session) for step, _ in together]
        except Exception as error:
            for _, waiting in together:
                waiting.set_exception(error)
        else:
            for (_, waiting), result in zip(together, results, strict=True):
                waiting.set_result(result)
