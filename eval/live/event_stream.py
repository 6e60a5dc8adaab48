"""How does a client listen to server-sent events without costing more than the server that it measures?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from assistant.errors import CivicDeskError
from eval.bench.served import HOST

CONNECT_SECONDS = 60


class StreamRefused(CivicDeskError):
    """The service did not open the stream; the message is its status line."""


@dataclass(frozen=True)
class StreamEvent:
    id: str
    name: str
    data: Any


async def listen(port: int, path: str, headers: dict[str, str]) -> AsyncIterator[StreamEvent]:
    """The events of `path` as they come, until the service ends the stream.  Raises StreamRefused, OSError.

    Plain sockets and lines: the sizes of HTTP's pieces stand on lines of their own, which are no event's.
    """
    reader, writer = await asyncio.wait_for(asyncio.open_connection(HOST, port, limit=2**22), CONNECT_SECONDS)
    try:
        asked = {"Host": f"{HOST}:{port}", "Accept": "text/event-stream", **headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in asked.items())
        writer.write(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
        await writer.drain()
        status = (await reader.readline()).decode()
        if " 200 " not in status:
            raise StreamRefused(status.strip() or "the connection was closed")
        fields: dict[str, str] = {}
        async for raw in reader:
            name, colon, value = raw.decode().rstrip("\r\n").partition(": ")
            if colon and name in ("id", "event", "data"):
                fields[name] = value
            elif not name and "data" in fields:
                yield StreamEvent(fields.get("id", ""), fields.get("event", "message"), json.loads(fields["data"]))
                fields = {}
    finally:
        writer.close()
