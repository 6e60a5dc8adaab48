"""A language model that says what a test tells it to say, by the form that it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel

from assistant.errors import ModelUnavailable
from assistant.language_models.chat_model import ChatMessage, Completion, read_value
from assistant.language_models.chosen import ChosenModel, Models, ModelStep

Reply = str | dict[str, Any] | Callable[[str], Any]


class ScriptedModel:
    """`replies` by the name of the schema, each used once and the last one again; without any it is unavailable."""

    name = "scripted"

    def __init__(self, **replies: Reply | list[Reply]) -> None:
        self.replies = {name: reply if isinstance(reply, list) else [reply] for name, reply in replies.items()}
        self.asked: list[tuple[str, str, str]] = []
        """The schema's name, the orders, the data."""

    def complete(
        self, messages: Sequence[ChatMessage], *, schema: type[BaseModel] | None = None, seconds: float | None = None
    ) -> Completion:
        assert schema is not None
        orders, data = (message.text for message in messages)
        self.asked.append((schema.__name__, orders, data))
        replies = self.replies.get(schema.__name__)
        if not replies:
            raise ModelUnavailable("the language model is not there")
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        said = reply(data) if callable(reply) else reply
        text = said if isinstance(said, str) else json.dumps(said)
        return Completion(text, self.name, read_value(text, schema))

    def count(self, schema: str) -> int:
        return sum(name == schema for name, _, _ in self.asked)


def models_of(model: ScriptedModel, *steps: ModelStep) -> Models:
    """`model` at these steps, else where a citizen is answered without a second opinion."""
    chosen = steps or (ModelStep.UNDERSTAND, ModelStep.COMPOSE)
    return Models({step: ChosenModel(step, model, {}) for step in chosen})


def composed(
    *texts: str, sources: Sequence[int] = (1,), completeness: str = "full", missing: str = ""
) -> dict[str, Any]:
    sentences = [{"text": text, "sources": list(sources)} for text in texts]
    return {"completeness": completeness, "sentences": sentences, "missing": missing}
