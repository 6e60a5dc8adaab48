"""In which bad ways may an endpoint answer?  Each has a name that a test gives as the server's `way`."""

from __future__ import annotations

from typing import Any

from tests.loopback_server import BAD_STATUS

BAD_BODIES = {
    "garbage": b"\x00\xff{]",
    "a page": b"<html><body>Welcome</body></html>",
    "nothing": b"",
    "a broken event": b'data: {"choices": [{"delta": {"content": "x\n\n',
    "an event that is no completion": b"data: [1, 2]\n\n",
    "an event without choices": b'data: {"object": "chat.completion.chunk"}\n\ndata: [DONE]\n\n',
    "an error that says 200": b'data: {"error": {"message": "no"}}\n\n',
}
BAD_ENDS: dict[str, str | None] = {
    "an answer without an end": None,
    "an answer that was cut short": "length",
    "an answer that was filtered": "content_filter",
    "an answer that ends for another reason": "because",
}
CUT = ("a cut answer", "no answer at all")
TOOL_CALL = "a tool call"
"""Calls a tool, whether or not it was given any."""
BAD_WAYS = (*BAD_STATUS, *BAD_BODIES, *BAD_ENDS, *CUT, TOOL_CALL)

SLOW_WAYS = ("silence", "a drip of words", "a drip of headers")
"""No end within any test's patience; a model that only takes long has its `seconds`."""

REFUSAL = "a refusal"
"""A whole answer of the protocol that holds no word of the schema that was asked for."""
DECLINED = {"a filtered question": "content_filter", "a question that is too long": "context_length_exceeded"}
"""What an endpoint that is well says to one question, with the code that tells why."""
NO_SCHEMAS = "no schemas"
"""Answers as gateways do that refuse every request with a `response_format` or a temperature."""


def refuses(request: dict[str, Any]) -> bool:
    return bool({"response_format", "temperature"} & set(request))
