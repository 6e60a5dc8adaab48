"""What do the tests of language models ask, and what has it cost in the eyes of the one who was asked?"""

from __future__ import annotations

import json

from pydantic import BaseModel, ConfigDict

from assistant.language_models.chat_model import ChatMessage, Role
from tests.chat_server import ChatServer, speaking

QUESTION = [ChatMessage(Role.SYSTEM, "Be short."), ChatMessage(Role.USER, "How do I renew my licence?")]


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    words: int


def spent_at(server: ChatServer) -> int:
    """The tokens of every call that the server has taken."""
    return sum(_tokens(server, request) for request in server.requests)


def _tokens(server: ChatServer, request: dict[str, object]) -> int:
    whole = json.loads(speaking.whole(request, speaking.said(server.reply(request)), "stop"))
    return int(whole["usage"]["total_tokens"])
