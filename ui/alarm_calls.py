"""Does a message that comes beyond a limit tell of danger to life?  Nobody who does is told to wait."""

from __future__ import annotations

import json
from typing import Any

import anyio.to_thread
from starlette.types import Message, Receive, Scope

from assistant.answering.screen import MAX_QUESTION_LENGTH
from assistant.assistant import Assistant
from assistant.languages import LANGUAGES

MAX_BYTES = 8 * 1024
"""A question of the greatest length with what stands around it; looking through more would do a flood's work."""


async def receive_alarm(scope: Scope, receive: Receive) -> Receive | None:
    """From where the request's body comes again, if its `text` tells of danger to life."""
    body = await _read_body(receive)
    text, language = _read_text(body)
    assistant: Assistant = scope["app"].state.service.assistant
    if not text or not await anyio.to_thread.run_sync(lambda: assistant.find_alarm(text, language=language)):
        return None
    read: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return read.pop() if read else await receive()

    return receive_again


async def _read_body(receive: Receive) -> bytes:
    """Empty where it is too long or does not come to its end."""
    body = b""
    while len(body) <= MAX_BYTES:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return body if len(body) <= MAX_BYTES and message["type"] == "http.request" else b""
    return b""


def _read_text(body: bytes) -> tuple[str, str]:
    """The message and its language, in English where the body names none."""
    try:
        sent: Any = json.loads(body)
    except (ValueError, RecursionError):
        return "", "en"
    text, language = (sent.get("text"), sent.get("language")) if isinstance(sent, dict) else ("", "")
    known = language if language in LANGUAGES else "en"
    return (text[:MAX_QUESTION_LENGTH] if isinstance(text, str) else ""), known
