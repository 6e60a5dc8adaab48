"""Do the conversations of agents whose browsers die wait again within a minute?  P15, with the real lease."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.database import Database
from tests.live_site import Agent, LiveSite
from tests.running_service import start_service

AGENTS = 10
SECONDS = 60

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.promise("P15")]


@pytest.fixture
def site(tmp_path: Path, sqlite_database: Database) -> Iterator[LiveSite]:
    url = sqlite_database.url.render_as_string()
    service = start_service(tmp_path / "home", workers=2, database_url=url, embedding="hash")
    service.wait_until_ready()
    running = LiveSite(service.address, sqlite_database)
    yield running
    running.close()
    service.stop()


def test_ten_browsers_die_and_every_conversation_waits_again_within_a_minute(site: LiveSite) -> None:
    watcher = site.agent("watcher").follow()
    held = [take_one(site, site.agent(f"agent{number}")) for number in range(AGENTS)]
    consoles = [agent.follow() for agent, _ in held]
    for console in consoles:
        console.wait_for("step", lambda data: data["step"]["kind"] == "claimed")
    for agent, _ in held:
        agent.post("staff/presence", {"is_available": True})
    for console in consoles:
        console.close()  # The last that is ever heard of these browsers.
    died_at = time.monotonic()
    conversations = {conversation for _, conversation in held}
    watcher.wait_for(
        "queue",
        lambda queue: {waiting["conversation_id"] for waiting in queue["waiting"]} == conversations,
        seconds=SECONDS - (time.monotonic() - died_at),
    )
    print(f"\n{AGENTS} browsers died; all waited again after {time.monotonic() - died_at:.0f} s")


def take_one(site: LiveSite, agent: Agent) -> tuple[Agent, str]:
    """The agent, and the conversation that they now have."""
    talk = site.waiting_citizen()
    agent.claim(talk)
    return agent, talk.id
