"""How does the test model take a call, and what does it remember of it?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.chat_server import speaking, ways
from tests.chat_server.behaviours.sensible import sensible
from tests.chat_server.personal import find_raw_identifiers
from tests.chat_server.requests import Behaviour, Request
from tests.loopback_server import BAD_STATUS, Received, Wire, head, loopback_server

EVENT_STREAM = "text/event-stream"


@dataclass
class ChatServer:
    """Says what `reply` makes of a request, in `seconds`, in the bad `way` of one of the tables.

    `cut_at` ends the connection after so many bytes of the answer, as if that were all of it.
    """

    reply: Behaviour = sensible
    way: str = ""
    seconds: float = 0.0
    cut_at: int | None = None
    thoughts: str = ""
    """Thought aloud before each answer, within the same limit, and told in the field `thinks_in`."""
    thinks_in: str = speaking.THOUGHT_PLACES[0]
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    """Every body that came, with its path and key."""

    async def answer(self, received: Received, wire: Wire) -> None:
        if received.method != "POST":
            await wire.send(b'{"object": "list", "data": [{"id": "small", "object": "model"}]}')
            return
        request: Request = json.loads(received.body)
        kept = {"path": received.path, "key": received.headers.get("authorization")}
        self.requests.append({**request, **kept})
        if self.way in ways.SLOW_WAYS:
            await _never_end(self.way, wire)
        elif self.way in ways.CUT:
            await _cut(self.way, wire)
        elif self.way in BAD_STATUS:
            await wire.send(b'{"error": {"message": "no"}}', status=BAD_STATUS[self.way], Retry_After="30")
        elif self.way in ways.DECLINED:
            error = {"message": "no", "code": ways.DECLINED[self.way]}
            await wire.send(json.dumps({"error": error}).encode(), status=400)
        elif self.way == ways.NO_SCHEMAS and ways.refuses(request):
            await wire.send(b'{"error": {"message": "unknown parameter"}}', status=400)
        elif self.way in ways.BAD_BODIES:
            kind = "text/html" if self.way == "a page" else EVENT_STREAM
            await wire.send(ways.BAD_BODIES[self.way], kind=kind)
        else:
            await self._speak(request, wire)

    async def _speak(self, request: Request, wire: Wire) -> None:
        message, reason = self._say(request)
        if request.get("stream"):
            await self._stream(speaking.events(request, message, reason), wire)
        else:
            await asyncio.sleep(self.seconds)
            body = speaking.whole(request, message, reason)
            await wire.write((head(200, "application/json", Content_Length=str(len(body))) + body)[: self.cut_at])

    def _say(self, request: Request) -> tuple[dict[str, Any], str | None]:
        if self.way == ways.TOOL_CALL or request.get("tools"):
            return speaking.tool_call(request), "tool_calls"
        if self.way == ways.REFUSAL:
            return speaking.refused(), "stop"
        text, thoughts, reason = speaking.shorten(request, self.reply(request), self.thoughts)
        thought = {self.thinks_in: thoughts} if thoughts else {}
        return {**speaking.said(text), **thought}, ways.BAD_ENDS.get(self.way, reason)

    async def _stream(self, events: list[bytes], wire: Wire) -> None:
        """Half of the time passes before the first word, the rest between the words."""
        await asyncio.sleep(self.seconds / 2)
        await wire.write(head(200, EVENT_STREAM))
        left = self.cut_at
        for event in events:
            await wire.write(event[:left])
            left = None if left is None else max(0, left - len(event))
            await asyncio.sleep(self.seconds / 2 / len(events))


@contextmanager
def chat_server(
    reply: Behaviour = sensible,
    *,
    way: str = "",
    seconds: float = 0.0,
    allow: str = "",
    published: Set[str] = frozenset(),
) -> Iterator[ChatServer]:
    """A running server on a free port.

    When it stops, nothing that identifies a person may have been among what it received; `allow` says why a test has
    to send it all the same, `published` holds the contacts of the test's own approved texts.
    """
    server = ChatServer(reply, way, seconds)
    with loopback_server(server.answer) as address:
        server.url = f"{address}/v1"
        yield server
    raw = [] if allow else find_raw_identifiers(server.requests, published=published)
    if raw:
        raise AssertionError(f"the model received {raw}")


async def _never_end(way: str, wire: Wire) -> None:
    if way == "silence":
        await asyncio.sleep(3600)
    elif way == "a drip of words":
        first, *_ = speaking.events({"messages": []}, speaking.said("word "), None)
        await wire.write(head(200, EVENT_STREAM))
        await wire.drip(first)
    else:
        await wire.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        await wire.drip(b"x")


async def _cut(way: str, wire: Wire) -> None:
    if way == "a cut answer":
        first, *_ = speaking.events({"messages": []}, speaking.said("{"), None)
        await wire.write(head(200, EVENT_STREAM, Content_Length="5000") + first)
