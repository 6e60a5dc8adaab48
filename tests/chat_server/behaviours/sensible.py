"""What does a model say that knows nothing of the service?  Something of the form that was asked for."""

from __future__ import annotations

from tests.chat_server.requests import Request, schema_of
from tests.chat_server.schemas import fill


def sensible(request: Request) -> str:
    schema = schema_of(request)
    return fill(schema, "Hello") if schema else "Hello"
