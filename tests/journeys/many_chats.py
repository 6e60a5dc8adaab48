"""How do hundreds of citizens chat at once?  Plain sockets: a client that computes would measure itself."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

API = "/api/v1/conversations"
PATIENCE_SECONDS = 60.0


@dataclass
class Chatted:
    """What one citizen saw of one question; seconds count from when it was sent."""

    first_seconds: float = 0.0
    card_seconds: float = 0.0
    answer_seconds: float = 0.0
    answer: dict[str, Any] = field(default_factory=dict)
    error: str = ""

    @property
    def is_useful(self) -> bool:
        """An approved answer, a choice or a person: never nothing, never an excuse."""
        return not self.error and bool(self.answer.get("answer")) and self.answer["status"] != "handoff_failure"


def chat_all(address: str, questions: Sequence[tuple[str, str]], *, arrive_seconds: float = 0.0) -> list[Chatted]:
    """One citizen a question (language and text), all of them arriving within `arrive_seconds`."""

    async def chat_them() -> list[Chatted]:
        step = arrive_seconds / max(len(questions), 1)
        return list(await asyncio.gather(*(_chat(address, *q, step * n) for n, q in enumerate(questions))))

    return asyncio.run(chat_them())


def at_share(values: Sequence[float], share: float) -> float:
    """The value that `share` of all stay at or below."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


async def _chat(address: str, language: str, text: str, wait_seconds: float) -> Chatted:
    chatted = Chatted()
    await asyncio.sleep(wait_seconds)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            begun = await _begin(address, language)
            await _ask(address, begun, text, chatted)
    except (OSError, ValueError, TimeoutError) as error:
        chatted.error = f"{type(error).__name__}: {error}"
    return chatted


async def _begin(address: str, language: str) -> dict[str, Any]:
    reader, writer = await _post(address, API, {"language": language})
    try:
        await _read_head(reader)
        begun: dict[str, Any] = json.loads((await reader.read()).decode())
        return begun
    finally:
        writer.close()


async def _ask(address: str, begun: dict[str, Any], text: str, chatted: Chatted) -> None:
    started = time.perf_counter()
    headers = {"Authorization": f"Bearer {begun['token']}", "Accept": "text/event-stream"}
    reader, writer = await _post(address, f"{API}/{begun['id']}/messages", {"text": text}, headers)
    try:
        await _read_head(reader)
        name = ""
        async for line in reader:
            if line.startswith(b"event: "):
                name = line[7:].strip().decode()
                _note(chatted, name, time.perf_counter() - started)
            elif line.startswith(b"data: ") and name in ("answer", "error"):
                chatted.answer = json.loads(line[6:])
        if not chatted.answer_seconds:
            chatted.error = f"no answer, the last event was {name!r}: {chatted.answer}"
    finally:
        writer.close()


def _note(chatted: Chatted, name: str, seconds: float) -> None:
    chatted.first_seconds = chatted.first_seconds or seconds
    if name == "card":
        chatted.card_seconds = seconds
    elif name == "answer":
        chatted.answer_seconds = seconds


async def _post(
    address: str, path: str, body: dict[str, Any], headers: dict[str, str] | None = None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    place, sent = urlsplit(address), json.dumps(body).encode()
    reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=2**22)
    named = {"Host": place.netloc, "Content-Type": "application/json", "Connection": "close", **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in {**named, "Content-Length": str(len(sent))}.items())
    writer.write(f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + sent)
    await writer.drain()
    return reader, writer


async def _read_head(reader: asyncio.StreamReader) -> None:
    """Raises ValueError where the service has refused."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    if " 201 " not in head.partition("\r\n")[0]:
        raise ValueError(head.partition("\r\n")[0])
