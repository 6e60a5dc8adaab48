"""What does every citizen and every agent do in the load, and what is noted of it?

Each citizen asks for a person and then writes every few seconds; each agent has the console open as its page does: one
stream, a sign of life for every ping, a suggestion for every message of a citizen, and a reply to it.  A message is
delivered when the other side's stream has brought it; every one is numbered, so that a lost or doubled one is seen.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import httpx

from eval.bench.plan import Say
from eval.bench.served import HOST
from eval.live.event_stream import StreamRefused, listen
from eval.live.people import SignedInAgent

API = "/api/v1"
COOKIE = "civicdesk-staff"
PATIENCE_SECONDS = 60
SETTLE_SECONDS = 15
"""How long the last messages may take to arrive after nobody writes any more."""


@dataclass(frozen=True)
class LoadPlan:
    citizens: int = 300
    agents: int = 100
    seconds: int = 60
    every_seconds: float = 30.0
    """Of each citizen, between two messages."""


@dataclass
class Notes:
    """What was seen: when each message was sent, and how often and how late it arrived."""

    sent: dict[str, float] = field(default_factory=dict)
    arrived: Counter[str] = field(default_factory=Counter)
    delays_ms: dict[str, list[float]] = field(default_factory=lambda: {"citizen": [], "agent": []})
    suggestions_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def note_sent(self, mark: str) -> None:
        self.sent[mark] = time.perf_counter()

    def note_arrived(self, mark: str, sender: str) -> bool:
        """True for a message that is of this load and has arrived for the first time."""
        if mark not in self.sent:
            return False
        self.arrived[mark] += 1
        if self.arrived[mark] > 1:
            return False
        self.delays_ms[sender].append((time.perf_counter() - self.sent[mark]) * 1000)
        return True

    @property
    def lost(self) -> int:
        return sum(1 for mark in self.sent if not self.arrived[mark])

    @property
    def doubled(self) -> int:
        return sum(1 for times in self.arrived.values() if times > 1)


async def run_load(
    port: int, plan: LoadPlan, agents: Sequence[SignedInAgent], questions: Sequence[str], *, say: Say
) -> Notes:
    """Let everybody talk for `plan.seconds` and give what was noted.  Raises OSError when nobody answers at all."""
    notes = Notes()
    # A connection is let go before the service does so, or a request could meet a closed one.
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200, keepalive_expiry=2.0)
    base = f"http://{HOST}:{port}{API}"
    async with httpx.AsyncClient(base_url=base, limits=limits, timeout=PATIENCE_SECONDS) as client:
        load = _Load(client, port, plan, notes, cycle(questions))
        talks = await load.open_talks()
        say(f"{len(talks)} citizens wait for a person")
        await load.listen_as_agents(agents)
        await load.claim(agents)
        say(f"{len(talks)} conversations are with {len(agents)} agents")
        await load.listen_as_citizens(talks)
        await load.talk(talks)
        await load.settle()
        load.stop()
    return notes


@dataclass(frozen=True)
class _Talk:
    id: str
    headers: dict[str, str]


class _Load:
    def __init__(self, client: httpx.AsyncClient, port: int, plan: LoadPlan, notes: Notes, questions: Any) -> None:
        self._client, self._port, self._plan, self._notes, self._questions = client, port, plan, notes, questions
        self._streams: list[asyncio.Task[None]] = []
        self._replies: set[asyncio.Task[None]] = set()
        self._claimed = 0

    async def open_talks(self) -> list[_Talk]:
        """Every citizen begins a conversation and asks for a person."""
        gate = asyncio.Semaphore(8)

        async def begin() -> _Talk:
            async with gate:
                begun = (await self._post("/conversations", {"language": "en"})).json()
                headers = {"Authorization": f"Bearer {begun['token']}"}
                await self._post(f"/conversations/{begun['id']}/handoff", {}, headers)
                return _Talk(begun["id"], headers)

        return await asyncio.gather(*(begin() for _ in range(self._plan.citizens)))

    async def listen_as_agents(self, agents: Sequence[SignedInAgent]) -> None:
        ready = [asyncio.Event() for _ in agents]
        for agent, is_ready in zip(agents, ready, strict=True):
            self._start_stream(self._be_agent(agent, is_ready))
        await asyncio.wait_for(asyncio.gather(*(event.wait() for event in ready)), PATIENCE_SECONDS)

    async def claim(self, agents: Sequence[SignedInAgent]) -> None:
        """The waiting conversations are shared out evenly."""
        gate, turns = asyncio.Semaphore(8), cycle(agents)

        async def claim_one(agent: SignedInAgent, handoff_id: str) -> None:
            async with gate:
                await self._post(f"/handoffs/{handoff_id}/claim", {}, _staff(agent))

        # No more are listed at a time than an agent would look through.
        while waiting := (await self._get("/handoffs", _staff(agents[0])))["waiting"]:
            await asyncio.gather(*(claim_one(next(turns), handoff["id"]) for handoff in waiting))

    async def listen_as_citizens(self, talks: Sequence[_Talk]) -> None:
        ready = [asyncio.Event() for _ in talks]
        for talk, is_ready in zip(talks, ready, strict=True):
            self._start_stream(self._be_citizen(talk, is_ready))
        await asyncio.wait_for(asyncio.gather(*(event.wait() for event in ready)), PATIENCE_SECONDS)

    async def talk(self, talks: Sequence[_Talk]) -> None:
        """Every citizen writes every few seconds, each at a moment of their own."""
        end = time.perf_counter() + self._plan.seconds

        async def write(number: int, talk: _Talk) -> None:
            await asyncio.sleep(self._plan.every_seconds * number / len(talks))
            count = 0
            while (started := time.perf_counter()) < end:
                count += 1
                mark = f"c{number}-{count}"
                body = {"text": f"{next(self._questions)} ({mark})"}
                self._notes.note_sent(mark)
                with suppress(httpx.HTTPError):  # Noted already; the others talk on.
                    await self._post(
                        f"/conversations/{talk.id}/messages", body, {**talk.headers, "Idempotency-Key": mark}
                    )
                await asyncio.sleep(max(0.0, self._plan.every_seconds - (time.perf_counter() - started)))

        await asyncio.gather(*(write(number, talk) for number, talk in enumerate(talks)))

    async def settle(self) -> None:
        """Wait until everything that was sent has arrived, or has had time to."""
        deadline = time.perf_counter() + SETTLE_SECONDS
        while time.perf_counter() < deadline and (self._replies or self._notes.lost):
            await asyncio.sleep(0.1)

    def stop(self) -> None:
        for task in (*self._streams, *self._replies):
            task.cancel()

    async def _be_agent(self, agent: SignedInAgent, is_ready: asyncio.Event) -> None:
        headers = _staff(agent)
        async for event in listen(self._port, f"{API}/staff/events", headers):
            is_ready.set()
            if event.name == "ping":
                self._start_reply(self._post("/staff/presence", {"is_available": True}, headers))
            elif event.name == "message" and event.data["message"]["role"] == "citizen":
                mark = _mark(event.data["message"]["text"])
                if self._notes.note_arrived(mark, "citizen"):
                    self._start_reply(
                        self._answer(event.data["handoff_id"], event.data["conversation_id"], mark, headers)
                    )

    async def _answer(self, handoff_id: str, conversation_id: str, mark: str, headers: dict[str, str]) -> None:
        started = time.perf_counter()
        await self._post("/suggestions", {"conversation_id": conversation_id}, headers)
        self._notes.suggestions_ms.append((time.perf_counter() - started) * 1000)
        reply = f"a{mark}"
        self._notes.note_sent(reply)
        body = {"text": f"Thank you, I am looking into it. ({reply})"}
        await self._post(f"/handoffs/{handoff_id}/replies", body, {**headers, "Idempotency-Key": reply})

    async def _be_citizen(self, talk: _Talk, is_ready: asyncio.Event) -> None:
        async for event in listen(self._port, f"{API}/conversations/{talk.id}/events", talk.headers):
            is_ready.set()
            if event.name == "message" and event.data["role"] == "agent":
                self._notes.note_arrived(_mark(event.data["text"]), "agent")

    def _start_stream(self, stream: Coroutine[Any, Any, None]) -> None:
        async def follow() -> None:
            try:
                await stream
            except (OSError, StreamRefused) as error:
                self._notes.errors.append(f"stream: {error}")
            else:
                self._notes.errors.append("stream: ended")

        self._streams.append(asyncio.create_task(follow()))

    def _start_reply(self, reply: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(reply)
        self._replies.add(task)
        task.add_done_callback(self._replies.discard)

    async def _post(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> httpx.Response:
        try:
            response = await self._client.post(path.lstrip("/"), json=body, headers=headers)
        except httpx.HTTPError as error:
            self._notes.errors.append(f"POST {path}: {error!r}")
            raise
        if response.is_error:
            self._notes.errors.append(f"POST {path}: {response.status_code} {response.text[:200]}")
        return response

    async def _get(self, path: str, headers: dict[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = (await self._client.get(path.lstrip("/"), headers=headers)).raise_for_status().json()
        return found


def _staff(agent: SignedInAgent) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={agent.token}"}


def _mark(text: str) -> str:
    """The number that the load has put at the end of a message."""
    return text.rpartition("(")[2].removesuffix(")")
