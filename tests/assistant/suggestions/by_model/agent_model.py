"""A language model for agents, real on the wire, that says what a test tells it to say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from assistant.answering.draft import Tools
from assistant.language_models.chosen import one_model
from assistant.language_models.openai_chat_model import OpenAIChatModel
from tests.assistant.answering.scripted_knowledge import ScriptedKnowledge, tools
from tests.assistant.licence_knowledge import LicenceKnowledge
from tests.chat_server import ChatServer, chat_server

SIMPLE = {
    "en": ["Please bring form TD 558.", "You pay $900."],
    "zh-Hant": ["請帶表格TD 558。", "你要付900元。"],
    "zh-Hans": ["请带上表格TD 558。", "您要付900元。"],
}
"""What a good model makes of the licence article."""


def drafted(*sentences: str, sources: tuple[int, ...] = (1,)) -> str:
    return json.dumps({"sentences": [{"text": text, "sources": list(sources)} for text in sentences]})


def schema_of(request: Mapping[str, Any]) -> str:
    name: str = request["response_format"]["json_schema"]["name"]
    return name


def shown_to(request: Mapping[str, Any]) -> str:
    """All that the model has read."""
    return "\n".join(message["content"] for message in request["messages"])


def received(endpoint: ChatServer) -> str:
    """All that it has read since it runs."""
    return "\n".join(shown_to(request) for request in endpoint.requests)


def data_of(request: Mapping[str, Any]) -> str:
    """The user's message without its marks."""
    lines: str = request["messages"][1]["content"]
    return "\n".join(line.partition("] ")[2] if line.startswith("[") else line for line in lines.splitlines())


@contextmanager
def agent_model(*, knowledge: ScriptedKnowledge | None = None) -> Iterator[tuple[ChatServer, Tools]]:
    """The endpoint, and tools whose steps ask it."""
    with chat_server() as endpoint:
        model = OpenAIChatModel("small", base_url=endpoint.url)
        yield endpoint, replace(tools(knowledge or LicenceKnowledge()), models=one_model(model))
