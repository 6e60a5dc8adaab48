"""How does a test get a model that proposes: a real one over HTTP, which says what a function makes of the request?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from assistant.language_models.chosen import ChosenModel, ModelStep
from assistant.language_models.openai_chat_model import OpenAIChatModel
from tests.chat_server import ChatServer, chat_server

Written = Callable[[list[tuple[str, str]]], Any]
"""What the model says to the parts that it was given, as (heading, text)."""

_MARK = re.compile(r"^\[[0-9a-f]{8}\] ?", re.MULTILINE)


@contextmanager
def model(total_seconds: float = 5.0) -> Iterator[tuple[ChosenModel, ChatServer]]:
    """The model of the editors, and the server behind it."""
    with chat_server() as endpoint:
        asked = OpenAIChatModel("small", base_url=endpoint.url, total_seconds=total_seconds)
        yield ChosenModel(ModelStep.CURATOR, asked, {}), endpoint


def say(endpoint: ChatServer, write: Written) -> None:
    """The model answers with what `write` makes of the parts, as JSON unless it is a text."""

    def reply(request: dict[str, Any]) -> str:
        written = write(parts_of(request))
        return written if isinstance(written, str) else json.dumps(written, ensure_ascii=False)

    endpoint.reply = reply


def always(value: Any) -> Written:
    return lambda _: value


def parts_of(request: dict[str, Any]) -> list[tuple[str, str]]:
    """The data of a request, without the marks."""
    user = request["messages"][-1]["content"]
    mark = re.search(r"^\[[0-9a-f]{8}\]", user, re.MULTILINE)
    assert mark, "every line of data stands behind a mark"
    parts: list[tuple[str, list[str]]] = []
    for line in user.splitlines():
        if line.startswith(mark[0]):
            parts[-1][1].append(_MARK.sub("", line))
        else:
            parts.append((line.removesuffix(":"), []))
    return [(heading, "\n".join(lines)) for heading, lines in parts]


def sent_text(endpoint: ChatServer) -> str:
    """Everything that the model was sent."""
    return "\n".join(m["content"] for request in endpoint.requests for m in request["messages"])


def translated(answer: str, question: str = "", *variants: str) -> dict[str, Any]:
    return {"question": question, "answer": answer, "variants": list(variants)}


def schema_of(request: dict[str, Any]) -> str:
    """The name of the form that is asked for."""
    return str(request["response_format"]["json_schema"]["name"])
