"""Does a stream that waits hear at once of what any process has changed, and of nothing else?"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import func, select, text, update

from assistant.database import Database, utc_now
from assistant.errors import TooManyRequests
from assistant.signals import Signal, send_signal
from tests.postgresql_server import PostgresqlServer
from tests.running_service import clean_environment
from ui.live import Live, Seldom, Subscription
from ui.signal_sources import KEPT, remove_old_signals

Story = Callable[[Live], Awaitable[None]]


def play(database: Database, story: Story) -> None:
    """Let `story` happen while the signals of `database` are heard."""

    async def run() -> None:
        live = Live(database)
        live.start()
        assert await asyncio.to_thread(live.wait_until_hearing, 10)
        try:
            await story(live)
        finally:
            await asyncio.to_thread(live.stop)

    asyncio.run(run())


def tell(database: Database, topic: str, **payload: object) -> None:
    with database.write() as session:
        send_signal(session, topic, **payload)


def listen(live: Live, *topics: str, holder: str = "someone", at_most: int = 3) -> Subscription:
    return live.subscribe(topics, holder=holder, at_most=at_most)


async def settle(subscription: Subscription) -> None:
    """Take what a new source tells everybody: that something may have been missed."""
    await subscription.wait(0.3)


def test_a_stream_hears_its_own_topics_only_and_well_within_a_second(database: Database) -> None:
    async def story(live: Live) -> None:
        subscription = listen(live, "conversation:a", "queue")
        await settle(subscription)
        await asyncio.to_thread(tell, database, "conversation:b")
        assert await subscription.wait(0.3) == {}
        began = time.monotonic()
        await asyncio.to_thread(tell, database, "conversation:a", role="agent")
        assert await subscription.wait(5) == {"conversation:a": {"role": "agent"}}
        assert time.monotonic() - began < 1

    play(database, story)


def test_what_is_rolled_back_is_never_heard(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            send_signal(session, "queue")
            session.rollback()

    async def story(live: Live) -> None:
        subscription = listen(live, "queue")
        await settle(subscription)
        await asyncio.to_thread(fail)
        assert await subscription.wait(0.3) == {}

    play(database, story)


def test_another_process_is_heard_too(database: Database) -> None:
    address = database.url.render_as_string(hide_password=False)
    program = (
        "from assistant.database import Database; from assistant.signals import send_signal\n"
        f"with Database({address!r}).write() as session: send_signal(session, 'queue', number=7)"
    )

    def tell_from_outside() -> None:
        subprocess.run([sys.executable, "-c", program], env=clean_environment(), check=True, timeout=60)

    async def story(live: Live) -> None:
        subscription = listen(live, "queue")
        await settle(subscription)
        await asyncio.to_thread(tell_from_outside)
        assert await subscription.wait(5) == {"queue": {"number": 7}}

    play(database, story)


def test_news_that_comes_while_nobody_waits_is_kept_and_the_newest_value_counts(database: Database) -> None:
    async def story(live: Live) -> None:
        subscription, clock = listen(live, "a"), listen(live, "end")
        await settle(subscription)
        for number in range(100):
            await asyncio.to_thread(tell, database, "a", typing=number)
        await asyncio.to_thread(tell, database, "end")
        while "end" not in await clock.wait(5):
            pass
        assert await subscription.wait(5) == {"a": {"typing": 99}}
        assert await subscription.wait(0.01) == {}

    play(database, story)


def test_a_stream_may_follow_other_topics_later(sqlite_database: Database) -> None:
    async def story(live: Live) -> None:
        subscription = listen(live, "a")
        await settle(subscription)
        subscription.follow(["b"])
        await asyncio.to_thread(tell, sqlite_database, "a")
        await asyncio.to_thread(tell, sqlite_database, "b")
        assert await subscription.wait(5) == {"b": {}}

    play(sqlite_database, story)


def test_one_holder_may_open_so_many_streams_and_a_closed_one_makes_room(sqlite_database: Database) -> None:
    async def story(live: Live) -> None:
        first, _second = listen(live, "a", at_most=2), listen(live, "a", at_most=2)
        with pytest.raises(TooManyRequests):
            listen(live, "a", at_most=2)
        listen(live, "a", holder="somebody else", at_most=2)
        first.close()
        first.close()
        listen(live, "a", at_most=2)

    play(sqlite_database, story)


def test_all_streams_end_at_once_and_none_begins_when_the_process_stops(sqlite_database: Database) -> None:
    async def story(live: Live) -> None:
        subscriptions = [listen(live, "a", holder=str(number)) for number in range(300)]
        waiting = [asyncio.create_task(subscription.wait(60)) for subscription in subscriptions]
        began = time.monotonic()
        live.end_streams()
        await asyncio.gather(*waiting)
        assert time.monotonic() - began < 1
        assert not any(subscription.is_open for subscription in (*subscriptions, listen(live, "a")))

    play(sqlite_database, story)


def test_after_the_database_was_away_everybody_looks_again(
    postgresql_database: Database, postgresql: PostgresqlServer
) -> None:
    async def story(live: Live) -> None:
        subscription = listen(live, "a")
        await settle(subscription)
        with postgresql_database.read() as session:
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
            session.execute(text(ended))
        assert await subscription.wait(10) == {"a": {}}
        await asyncio.to_thread(tell, postgresql_database, "a", role="agent")
        assert await subscription.wait(5) == {"a": {"role": "agent"}}

    play(postgresql_database, story)


def test_old_signals_are_removed_and_new_ones_are_kept(sqlite_database: Database) -> None:
    tell(sqlite_database, "old")
    with sqlite_database.write() as session:
        session.execute(update(Signal).values(at=utc_now() - KEPT * 2))
    tell(sqlite_database, "new")
    remove_old_signals(sqlite_database)
    with sqlite_database.read() as session:
        assert session.scalars(select(Signal.topic)).all() == ["new"]
        assert session.scalar(select(func.count()).select_from(Signal)) == 1


def test_what_happens_seldom_is_due_once_in_a_while_for_each() -> None:
    seldom = Seldom(0.05)
    assert [seldom.is_due("a"), seldom.is_due("a"), seldom.is_due("b")] == [True, False, True]
    time.sleep(0.06)
    assert seldom.is_due("a")


def test_what_has_changed_is_due_at_once() -> None:
    seldom = Seldom(60)
    assert [seldom.is_due("a", value) for value in (True, True, False, True, True)] == [True, False, True, True, False]
