"""Who in this process waits for news, and how are they woken?

One thread hears the signals of the database and wakes the streams that wait for their topics.  Whoever is woken reads
SQL: a signal that was lost costs the time until the next look and never a message.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import anyio
import anyio.to_thread

from assistant.database import Database
from assistant.errors import TooManyRequests
from ui.signal_sources import Heard, hear

logger = logging.getLogger(__name__)

SQL_THREADS = 4
"""Of the streams' own, so that they never stand in the way of requests."""
RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
STOP_SECONDS = 5.0
TYPING_EVERY_SECONDS = 3.0
PRESENCE_EVERY_SECONDS = 10.0
"""A person may have several tabs open, and each of them says that they are there."""

T = TypeVar("T")


class Subscription:
    """What one stream waits for.  It belongs to the event loop, like the stream."""

    def __init__(self, live: Live, topics: Iterable[str], holder: str) -> None:
        self._live, self.holder = live, holder
        self._topics: set[str] = set()
        self._woken = asyncio.Event()
        self._heard: dict[str, dict[str, Any]] = {}
        self.is_open = True
        self.follow(topics)

    @property
    def topics(self) -> frozenset[str]:
        return frozenset(self._topics)

    def follow(self, topics: Iterable[str]) -> None:
        """Wait for these topics from now on, and for no others."""
        wanted = set(topics)
        self._live.move(self, left=self._topics - wanted, joined=wanted - self._topics)
        self._topics = wanted

    async def wait(self, timeout_seconds: float) -> dict[str, dict[str, Any]]:
        """The topics heard of since the last wait, with what was said; empty when the time is over or all ends.

        Of several payloads of a topic the newest value of each name counts.
        """
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._woken.wait()
        except TimeoutError:
            pass
        if self.is_open:
            self._woken.clear()
        heard, self._heard = self._heard, {}
        return heard

    def hear(self, topic: str, payload: dict[str, Any]) -> None:
        self._heard.setdefault(topic, {}).update(payload)
        self._woken.set()

    def close(self) -> None:
        """End the stream that waits; closing twice is no error."""
        if self.is_open:
            self.is_open = False
            self.follow(())
            self._live.leave(self)
            self._woken.set()


class Live:
    """The streams of one process."""

    def __init__(self, database: Database) -> None:
        self.typing = Seldom(TYPING_EVERY_SECONDS)
        self.presence = Seldom(PRESENCE_EVERY_SECONDS)
        self._database = database
        self._by_topic: defaultdict[str, set[Subscription]] = defaultdict(set)
        self._open: set[Subscription] = set()
        self._held: Counter[str] = Counter()
        self._stop = threading.Event()
        self._hears = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="signals", daemon=True)

    def start(self) -> None:
        """Begin to hear; called from the event loop that the streams run in.  Returns before the source is open."""
        self._loop = asyncio.get_running_loop()
        self._limiter = anyio.CapacityLimiter(SQL_THREADS)
        self._thread.start()

    def stop(self) -> None:
        """Stop hearing; every stream has ended or ends now."""
        self.end_streams()
        self._stop.set()
        self._thread.join(STOP_SECONDS)

    def wait_until_hearing(self, timeout_seconds: float) -> bool:
        """False when the source is still not open; nothing depends on it but speed."""
        return self._hears.wait(timeout_seconds)

    async def run(self, work: Callable[[], T]) -> T:
        """Do what blocks, SQL above all, in a thread of the streams' own."""
        return await anyio.to_thread.run_sync(work, limiter=self._limiter)

    def subscribe(self, topics: Iterable[str], *, holder: str, at_most: int) -> Subscription:
        """Wait for `topics`.  Raises TooManyRequests when the holder has `at_most` streams open already."""
        if self._held[holder] >= at_most:
            raise TooManyRequests("too many streams are open; close one", retry_after_seconds=15)
        subscription = Subscription(self, topics, holder)
        self._held[holder] += 1
        self._open.add(subscription)
        if self._stop.is_set():
            subscription.close()
        return subscription

    def move(self, subscription: Subscription, *, left: Iterable[str], joined: Iterable[str]) -> None:
        for topic in left:
            self._by_topic[topic].discard(subscription)
            if not self._by_topic[topic]:
                del self._by_topic[topic]
        for topic in joined:
            self._by_topic[topic].add(subscription)

    def leave(self, subscription: Subscription) -> None:
        self._open.discard(subscription)
        self._held[subscription.holder] -= 1
        if not self._held[subscription.holder]:
            del self._held[subscription.holder]

    def end_streams(self) -> None:
        """Let every stream end at once, and every later one as soon as it begins: the process is about to stop."""
        self._stop.set()
        for subscription in list(self._open):
            subscription.close()

    def _tell(self, signals: list[Heard]) -> None:
        for topic, payload in signals:
            for subscription in tuple(self._by_topic.get(topic, ())):
                subscription.hear(topic, payload)

    def _tell_all(self) -> None:
        for subscription in self._open:
            for topic in subscription.topics:
                subscription.hear(topic, {})

    def _listen(self) -> None:
        failures = 0
        while not self._stop.is_set():
            try:
                for signals in hear(self._database, self._stop):
                    # The first, empty, list says that the source is open: what was said before that was missed.
                    if signals:
                        self._loop.call_soon_threadsafe(self._tell, signals)
                    else:
                        failures = 0
                        self._hears.set()
                        self._loop.call_soon_threadsafe(self._tell_all)
            except Exception as error:  # Whatever it is: a thread that ends would leave the process deaf.
                logger.warning("signals are not heard at the moment: %r", error)
                self._hears.clear()
                self._stop.wait(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
                failures += 1


class Seldom:
    """Lets the same thing happen at most once in a while for each key, such as telling that somebody is typing."""

    def __init__(self, every_seconds: float) -> None:
        self._every = every_seconds
        self._last: dict[str, tuple[float, object]] = {}
        self._lock = threading.Lock()

    def is_due(self, key: str, value: object = None) -> bool:
        """True at the first call for `key`, when its value is another than before, and again after the time."""
        now = time.monotonic()
        with self._lock:
            at, before = self._last.get(key, (-self._every, value))
            if now - at < self._every and value == before:
                return False
            self._last = {key: last for key, last in self._last.items() if now - last[0] < self._every}
            self._last[key] = (now, value)
            return True
