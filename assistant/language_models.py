"""Which language model may be asked, and what came of it?  Without one everything works by rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel, ValidationError

from assistant.errors import ModelUnavailable
from assistant.openai_endpoint import OpenAIEndpoint

if TYPE_CHECKING:
    from openai import OpenAI

    from assistant.settings import Settings

TOTAL_SECONDS = 15.0
FAILURES = 5
_MAX_CHARACTERS = 100_000


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"


@dataclass(frozen=True)
class ChatMessage:
    role: Role
    text: str


@dataclass(frozen=True)
class Completion:
    text: str
    model: str
    value: BaseModel | None = None
    """Of the schema that was asked for; None where none was."""


class ChatModel(Protocol):
    """Raises ModelUnavailable for whatever goes wrong, an answer that is not of the schema too."""

    @property
    def name(self) -> str: ...

    def complete(self, messages: Sequence[ChatMessage], *, schema: type[BaseModel] | None = None) -> Completion: ...


def open_model(settings: Settings) -> ChatModel | None:
    """The model of the settings; None where they name none."""
    if not settings.model:
        return None
    key = settings.model_api_key.get_secret_value()
    return OpenAIChatModel(settings.model, base_url=settings.model_base_url, api_key=key)


class OpenAIChatModel:
    """The model `name` at any address that speaks OpenAI's chat completions."""

    def __init__(
        self, name: str, *, base_url: str = "", api_key: str = "", total_seconds: float = TOTAL_SECONDS
    ) -> None:
        self.name = name
        self._is_plain = False
        self._endpoint = OpenAIEndpoint(
            "language model",
            ModelUnavailable,
            base_url=base_url,
            api_key=api_key,
            total_seconds=total_seconds,
            failures=FAILURES,
        )

    def complete(self, messages: Sequence[ChatMessage], *, schema: type[BaseModel] | None = None) -> Completion:
        text = self._endpoint.ask(lambda client: self._call(client, messages, schema))
        return Completion(text, self.name, _read(text, schema) if schema else None)

    def _call(self, client: OpenAI, messages: Sequence[ChatMessage], schema: type[BaseModel] | None) -> str:
        import openai  # See OpenAIEndpoint.

        if not self._is_plain:
            try:
                return self._stream(client, messages, _wishes(schema))
            except openai.BadRequestError:
                # It knows no schemas, or not this one's signs, or no temperature; the prompt says what is wanted too.
                text = self._stream(client, messages, {})
                self._is_plain = True
                return text
        return self._stream(client, messages, {})

    def _stream(self, client: OpenAI, messages: Sequence[ChatMessage], wishes: dict[str, Any]) -> str:
        """Word by word, so that the limit between two bytes is one of silence and not of a long answer."""
        sent: list[Any] = [{"role": message.role.value, "content": _sendable(message.text)} for message in messages]
        with client.chat.completions.create(model=self.name, messages=sent, stream=True, **wishes) as stream:
            return "".join(_texts(stream))


def _wishes(schema: type[BaseModel] | None) -> dict[str, Any]:
    if schema is None:
        return {"temperature": 0}
    described = {"name": schema.__name__, "schema": schema.model_json_schema(), "strict": True}
    return {"temperature": 0, "response_format": {"type": "json_schema", "json_schema": described}}


def _texts(stream: Any) -> Iterator[str]:  # The stream's type is known only where the library is imported.
    """The pieces of the first choice; a stream that was cut raises nothing by itself, but gives no reason to end."""
    length, reason = 0, None
    for event in stream:
        for choice in event.choices[:1]:
            reason = choice.finish_reason or reason
            piece = choice.delta.content or ""
            length += len(piece)
            if length > _MAX_CHARACTERS:
                raise ValueError("an answer without end")
            yield piece
    if reason != "stop":
        raise ValueError(f"the answer ended by {reason}")


def _read(text: str, schema: type[BaseModel]) -> BaseModel:
    """The value in `text`, which may stand between words or fences of a model that knows no schemas."""
    start, end = text.find("{"), text.rfind("}")
    try:
        return schema.model_validate(json.loads(text[start : end + 1]))
    except (ValueError, RecursionError, ValidationError) as error:
        # This counts as no failure of the endpoint: it is up, and one mail must not shut it for all others.
        raise ModelUnavailable("the language model's answer is not of the form that was asked for") from error


def _sendable(text: str) -> str:
    """`text` without lone surrogates, which no request can carry."""
    return text.encode("utf-8", "ignore").decode("utf-8")
