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
OPENING_AT_ONCE = 16


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
    """One citizen a question (language and text); they open the page first, then write within `arrive_seconds`."""

    async def chat_them() -> list[Chatted]:
        few, step = asyncio.Semaphore(OPENING_AT_ONCE), arrive_seconds / max(len(questions), 1)
        opened = await asyncio.gather(*(_open(address, language, few) for language, _ in questions))
        asked = [_message(address, begun, text) for begun, (_, text) in zip(opened, questions, strict=True)]
        return list(await asyncio.gather(*(_chat(address, sent, step * number) for number, sent in enumerate(asked))))

    return asyncio.run(chat_them())


def at_share(values: Sequence[float], share: float) -> float:
    """The value that `share` of all stay at or below."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


async def _open(address: str, language: str, few: asyncio.Semaphore) -> dict[str, Any]:
    async with few, asyncio.timeout(PATIENCE_SECONDS):
        reader, writer = await _send(address, _post(address, API, {"language": language}))
        try:
            await _read_head(reader)
            begun: dict[str, Any] = json.loads((await reader.read()).decode())
            return begun
        finally:
            writer.close()


async def _chat(address: str, sent: bytes, wait_seconds: float) -> Chatted:
    chatted = Chatted()
    await asyncio.sleep(wait_seconds)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await _ask(address, sent, chatted)
    except (OSError, ValueError, TimeoutError) as error:
        chatted.error = f"{type(error).__name__}: {error}"
    return chatted


async def _ask(address: str, sent: bytes, chatted: Chatted) -> None:
    started = time.perf_counter()
    reader, writer = await _send(address, sent)
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


def _message(address: str, begun: dict[str, Any], text: str) -> bytes:
    headers = {"Authorization": f"Bearer {begun['token']}", "Accept": "text/event-stream"}
    return _post(address, f"{API}/{begun['id']}/messages", {"text": text}, headers)


def _post(address: str, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> bytes:
    """A whole request, made before anything is timed."""
    place, sent = urlsplit(address), json.dumps(body).encode()
    named = {"Host": place.netloc, "Content-Type": "application/json", "Connection": "close", **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in {**named, "Content-Length": str(len(sent))}.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + sent


async def _send(address: str, sent: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=2**22)
    writer.write(sent)
    return reader, writer


async def _read_head(reader: asyncio.StreamReader) -> None:
    """Raises ValueError where the service has refused."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    if " 201 " not in head.partition("\r\n")[0]:
        raise ValueError(head.partition("\r\n")[0])
