"""How are a model's words written as the chat-completions protocol wants them, whole or event by event?"""

from __future__ import annotations

import json
from typing import Any

from tests.chat_server.requests import Request, texts_of
from tests.chat_server.schemas import fill

THOUGHT_PLACES = ("reasoning_content", "reasoning")
"""Where different servers tell what a model thinks aloud: beside its words, and before them."""
_PIECE = 40
"""Characters of one event."""


def count_tokens(text: str) -> int:
    """Roughly as many as models count: one for four bytes."""
    return -(-len(text.encode("utf-8", "ignore")) // 4)


def shorten(request: Request, text: str, thoughts: str = "") -> tuple[str, str, str]:
    """The words and the thoughts before them that the request's own limit leaves, and why they end."""
    limit = request.get("max_completion_tokens") or request.get("max_tokens")
    if limit is None or count_tokens(thoughts) + count_tokens(text) <= limit:
        return text, thoughts, "stop"
    left = max(0, limit - count_tokens(thoughts))
    return _first(text, left), _first(thoughts, limit), "length"


def _first(text: str, tokens: int) -> str:
    return text.encode()[: tokens * 4].decode("utf-8", "ignore")


def said(text: str) -> dict[str, Any]:
    return {"content": text}


def refused() -> dict[str, Any]:
    return {"content": None, "refusal": "I cannot help with that."}


def tool_call(request: Request) -> dict[str, Any]:
    """A call of the first tool that was given, or of one that nobody gave."""
    tools = request.get("tools") or [{"function": {"name": "run", "parameters": {"type": "object"}}}]
    function = tools[0]["function"]
    called = {"name": function["name"], "arguments": fill(function.get("parameters", {}), "all")}
    return {"content": None, "tool_calls": [{"id": "call_1", "type": "function", "function": called}]}


def whole(request: Request, message: dict[str, Any], reason: str | None) -> bytes:
    """One answer that does not stream."""
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": reason}
    return json.dumps(_object(request, "chat.completion", [choice], usage=_usage(request, message))).encode()


def events(request: Request, message: dict[str, Any], reason: str | None) -> list[bytes]:
    """The same as events; the last one tells the usage where the request wants it."""
    deltas = [
        {place: text[start : start + _PIECE]}
        for place in (*THOUGHT_PLACES, "content")
        for text in [message.get(place) or ""]
        for start in range(0, len(text), _PIECE)
    ]
    if "refusal" in message:
        deltas.append({"refusal": message["refusal"]})
    for number, call in enumerate(message.get("tool_calls", ())):
        deltas.append({"tool_calls": [{"index": number, **call}]})
    parts: list[list[dict[str, Any]]] = [[{"index": 0, "delta": delta, "finish_reason": None}] for delta in deltas]
    if reason is not None:
        parts.append([{"index": 0, "delta": {}, "finish_reason": reason}])
    written = [_event(_object(request, "chat.completion.chunk", choices)) for choices in parts]
    if (request.get("stream_options") or {}).get("include_usage"):
        written.append(_event(_object(request, "chat.completion.chunk", [], usage=_usage(request, message))))
    return [*written, b"data: [DONE]\n\n"]


def _object(request: Request, kind: str, choices: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    model = request.get("model", "")
    return {"id": "chatcmpl-1", "object": kind, "created": 0, "model": model, "choices": choices, **more}


def _event(value: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()


def _usage(request: Request, message: dict[str, Any]) -> dict[str, int]:
    asked = sum(count_tokens(text) for role in ("system", "user", "assistant") for text in texts_of(request, role))
    answered = count_tokens(json.dumps(message, ensure_ascii=False))
    return {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered}
