"""What does a model say that tells everybody what it was told?  Sentences of its own prompt, in every field."""

from __future__ import annotations

from zlib import crc32

from tests.chat_server.requests import Request, data_of, instructions_of, schema_of
from tests.chat_server.schemas import fill

_LINES = 3


def leaking(request: Request) -> str:
    """Other lines of the prompt for each request."""
    lines = [line.strip() for line in instructions_of(request).splitlines() if line.strip()] or ["I have no prompt."]
    start = crc32(data_of(request).encode()) % len(lines)
    said = " ".join((lines * 2)[start : start + _LINES])
    schema = schema_of(request)
    return fill(schema, said) if schema else said
