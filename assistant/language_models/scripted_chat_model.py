"""What stands in for a language model where none is at hand?  One that says what it was told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import BaseModel

from assistant.errors import ModelUnavailable
from assistant.language_models.chat_model import ChatMessage, Completion, read_value
from assistant.language_models.tokens import estimate_usage

Say = Callable[[Sequence[ChatMessage]], str]


class ScriptedChatModel:
    """Says its texts one after the other, then nothing more; or what `say` makes of the messages."""

    def __init__(self, *texts: str, say: Say | None = None, name: str = "scripted") -> None:
        self.name = name
        self.asked: list[Sequence[ChatMessage]] = []
        self._texts = iter(texts)
        self._say = say

    def complete(
        self, messages: Sequence[ChatMessage], *, schema: type[BaseModel] | None = None, seconds: float | None = None
    ) -> Completion:
        self.asked.append(messages)
        text = self._say(messages) if self._say else next(self._texts, "")
        if not text.strip():
            raise ModelUnavailable("the script says nothing")
        value = read_value(text, schema) if schema else None
        return Completion(text, self.name, value, estimate_usage(messages, schema, text))
