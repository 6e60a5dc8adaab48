"""How is a model asked at any address that speaks OpenAI's chat completions?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from assistant.errors import ModelUnavailable
from assistant.language_models.chat_model import ChatMessage, Completion, read_value
from assistant.openai_endpoint import OpenAIEndpoint

if TYPE_CHECKING:
    from openai import OpenAI

TOTAL_SECONDS = 15.0
FAILURES = 5
_MAX_CHARACTERS = 100_000


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

    def complete(
        self, messages: Sequence[ChatMessage], *, schema: type[BaseModel] | None = None, seconds: float | None = None
    ) -> Completion:
        text = self._endpoint.ask(lambda client: self._call(client, messages, schema), seconds=seconds)
        # A wrong form counts as no failure of the endpoint: it is up, and one mail must not shut it for all others.
        return Completion(text, self.name, read_value(text, schema) if schema else None)

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


def _sendable(text: str) -> str:
    """`text` without lone surrogates, which no request can carry."""
    return text.encode("utf-8", "ignore").decode("utf-8")
