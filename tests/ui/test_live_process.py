"""Do live streams end with their process, and do several processes hear one another?"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from assistant.conversations.history import StartedConversation, start_conversation
from assistant.database import Database
from tests.listening import Listener
from tests.live_site import LiveSite
from tests.running_service import RunningService, start_service

STREAMS = 300

pytestmark = pytest.mark.slow


@pytest.fixture(params=[1, 2])
def service(request: pytest.FixtureRequest, tmp_path: Path, database: Database) -> Iterator[RunningService]:
    """A service of one process, or of two, on each kind of database."""
    address = database.url.render_as_string(hide_password=False)
    running = start_service(tmp_path / "home", workers=request.param, database_url=address, embedding="hash")
    running.wait_until_ready()
    yield running
    running.stop()


@pytest.fixture
def site(service: RunningService, database: Database) -> Iterator[LiveSite]:
    running = LiveSite(service.address, database)
    yield running
    running.close()


async def open_streams(
    service: RunningService, started: list[StartedConversation]
) -> list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A stream of each conversation, which has said its first words."""

    async def open_one(conversation: StartedConversation) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, _, port = service.address.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            f"GET /api/v1/conversations/{conversation.id}/events HTTP/1.1\r\nHost: {host}\r\n"
            f"Authorization: Bearer {conversation.token}\r\n\r\n".encode()
        )
        await reader.readuntil(b"event: handoff")
        return reader, writer

    return list(await asyncio.gather(*map(open_one, started)))


def test_three_hundred_open_streams_do_not_hold_back_the_end(service: RunningService, database: Database) -> None:
    with database.write() as session:
        started = [start_conversation(session, language="en") for _ in range(STREAMS)]

    async def run() -> None:
        streams = await asyncio.wait_for(open_streams(service, started), 120)
        began = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        rests = await asyncio.gather(*(reader.read() for reader, _ in streams))
        assert time.monotonic() - began < 3  # Seconds.
        assert all(rest.endswith(b"0\r\n\r\n") for rest in rests)  # Each body came to its proper end.
        for _, writer in streams:
            writer.close()
        await asyncio.to_thread(service.process.wait, 10)
        assert time.monotonic() - began < 5

    asyncio.run(run())
    assert service.process.returncode in (0, -signal.SIGTERM)
    assert "Traceback" not in service.log.read_text("utf-8")


def test_what_one_process_is_told_the_streams_of_the_other_hear_within_a_second(site: LiveSite) -> None:
    talk, ada = site.waiting_citizen(), site.agent()
    pages, consoles = [site.follow(talk) for _ in range(3)], [ada.follow() for _ in range(3)]
    handoff = ada.claim(talk)
    for stream in pages + consoles:
        stream.wait_for("queue" if stream in consoles else "handoff")
    for number in range(1, 7):
        # A new connection, so that now one process and now the other is told.
        ada.client = site.client(cookies=ada.cookies)
        ada.say(handoff, f"Line {number}")
        acknowledged_at = time.monotonic()
        for stream in pages + consoles:
            stream.wait_until(partial(has_heard, stream, number))
        assert time.monotonic() - acknowledged_at < 1  # Seconds; a twentieth is usual.


def has_heard(stream: Listener, messages: int) -> bool:
    return len(stream.named("message")) == messages
