"""What was the model asked?  Reads a request of the chat-completions protocol as a model would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Request = dict[str, Any]
"""The body as it came, with `path` and `key` beside it."""
Behaviour = Callable[[Request], str]
"""What the model says to a request."""

_MARK = re.compile(r"^\[[0-9a-f]{8}\] ?", re.MULTILINE)


def texts_of(request: Request, role: str) -> list[str]:
    """The words of every message of that role; those of a list of parts too."""
    contents = [message.get("content") or "" for message in request["messages"] if message["role"] == role]
    return [
        content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)
        for content in contents
    ]


def data_of(request: Request) -> str:
    """What the model was shown as data, without the marks before its lines."""
    return _MARK.sub("", "\n".join(texts_of(request, "user")))


def sections_of(request: Request) -> Iterator[tuple[str, str, list[str]]]:
    """Each label of the service's own with what stands beside it and the lines of data below it, marks taken off."""
    label, lines = "", list[str]()
    for line in "\n".join(texts_of(request, "user")).splitlines():
        if _MARK.match(line):
            lines.append(_MARK.sub("", line))
        else:
            yield _named(label, lines)
            label, lines = line, []
    yield _named(label, lines)


def _named(label: str, lines: list[str]) -> tuple[str, str, list[str]]:
    name, _, rest = label.partition(":")
    return name, rest.strip(), lines


def instructions_of(request: Request) -> str:
    """What the service itself told the model."""
    return "\n".join(texts_of(request, "system"))


def schema_of(request: Request) -> dict[str, Any] | None:
    """The schema in which an answer was asked for."""
    described = request.get("response_format") or {}
    schema: dict[str, Any] | None = (described.get("json_schema") or {}).get("schema")
    return schema


def step_of(request: Request) -> str:
    """The name of that schema, which tells the step; empty where none was asked for."""
    described = request.get("response_format") or {}
    return str((described.get("json_schema") or {}).get("name", ""))
