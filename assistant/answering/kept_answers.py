"""Where do the checked words of a model stay, so that the very same question is not composed again?

In the memory of each process: nothing lies anywhere that would have to be erased, and what is lost with a process
costs one more call.  A question is a digest here, and an answer holds none of the citizen's own words.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.answering.written import WrittenAnswer
from assistant.language_models.turns import others_compute

KEPT_SECONDS = 3600.0
"""Behind the same name another model may stand tomorrow."""


@dataclass(frozen=True)
class KeptAnswer:
    """Words that passed every check, and which model wrote them upon which prompt."""

    written: WrittenAnswer
    model: str
    prompt: str


class KeptAnswers:
    """The `most` that were used last, each for an hour; 0 keeps none.  Safe for many threads."""

    def __init__(self, most: int = 0, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self._clock = most, clock
        self._kept: OrderedDict[str, tuple[float, KeptAnswer]] = OrderedDict()
        self._composing: dict[str, threading.Event] = {}
        self._guard = threading.Lock()

    def find(self, key: str) -> KeptAnswer | None:
        with self._guard:
            since, kept = self._kept.get(key, (0.0, None))
            if kept is None or self._clock() - since >= KEPT_SECONDS:
                return None
            self._kept.move_to_end(key)
            return kept

    def keep(self, key: str, answer: KeptAnswer) -> None:
        with self._guard:
            self._kept[key] = (self._clock(), answer)
            self._kept.move_to_end(key)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)

    @contextmanager
    def alone(self, key: str, seconds: float) -> Iterator[bool]:
        """True where nobody composes for `key` now, and nobody else will inside; else False, when they are done.

        Who has waited so, `seconds` at most, may find it kept; where it came to nothing, it would again.
        """
        with self._guard:
            done = self._composing.get(key)
            mine = self._composing.setdefault(key, threading.Event())
        if done is not None:
            with others_compute():
                done.wait(seconds)
            yield False
            return
        try:
            yield True
        finally:
            with self._guard:
                del self._composing[key]
            mine.set()
