"""How is a model asked at any address that speaks OpenAI's chat completions?"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from assistant.bounded_calls import READ_SECONDS
from assistant.errors import ModelUnavailable
from assistant.language_models.chat_model import ChatMessage, Completion, json_schema
from assistant.language_models.hearing import Heard, complete_by
from assistant.language_models.options import Options
from assistant.openai_endpoint import OpenAIEndpoint

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream

TOTAL_SECONDS = 15.0
FAILURES = 5
MAX_TOKENS = 2000
_LIMITS = ("max_completion_tokens", "max_tokens")
"""How the length of an answer is bounded: as OpenAI wants it, and as everybody else knows it.  OpenAI refuses the other
word aloud; servers of one's own often pass over the newer one in silence, and then an answer has no end."""
_ABOUT_THE_WORDS = frozenset({"content_filter", "context_length_exceeded", "exceed_context_size_error"})
"""Why an endpoint that is well refuses one question."""


@dataclass
class _Taste:
    """Which of our wishes an address has refused, learnt once for all steps that ask there."""

    refused: frozenset[str] = frozenset()


class OpenAIChatModel:
    """The model `name` at any address that speaks OpenAI's chat completions."""

    def __init__(
        self,
        name: str,
        *,
        base_url: str = "",
        api_key: str = "",
        total_seconds: float = TOTAL_SECONDS,
        read_seconds: float = READ_SECONDS,
        max_tokens: int = MAX_TOKENS,
        options: Options | None = None,
    ) -> None:
        self.name = name
        self.max_tokens = max_tokens
        self._options = options or {}
        self._taste = _Taste()
        self._limits = tuple(reversed(_LIMITS)) if base_url else _LIMITS
        self._endpoint = OpenAIEndpoint(
            "language model",
            ModelUnavailable,
            base_url=base_url,
            api_key=api_key,
            total_seconds=total_seconds,
            failures=FAILURES,
            read_seconds=read_seconds,
        )

    @property
    def is_resting(self) -> bool:
        return self._endpoint.is_resting

    def with_limit(self, max_tokens: int, options: Options | None = None) -> OpenAIChatModel:
        """The same model, with all that is known of its address, for shorter or longer answers, asked otherwise."""
        other = copy.copy(self)
        other.max_tokens = max_tokens
        other._options = self._options if options is None else options
        return other

    def complete(
        self, messages: Sequence[ChatMessage], *, schema: type[BaseModel] | None = None, seconds: float | None = None
    ) -> Completion:
        def listen(heard: Heard) -> None:
            self._endpoint.ask(lambda client: self._listen(client, messages, schema, heard), seconds=seconds)

        return complete_by(listen, messages, schema=schema, name=self.name)

    async def _listen(
        self, client: AsyncOpenAI, messages: Sequence[ChatMessage], schema: type[BaseModel] | None, heard: Heard
    ) -> None:
        import openai  # See OpenAIEndpoint.

        refused = self._taste.refused
        while True:
            wishes = self._wishes(schema, refused)
            try:
                await self._stream(client, messages, wishes, heard)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if declines_the_words(error):
                    heard.is_refused = True
                    return
                # It knows no schemas, or not this one's signs, or no temperature; the prompt says what is wanted too.
                named = {wish for wish in wishes if wish in str(error)}
                # An option is no wish: whoever has set it must learn that it is not heeded.
                if not wishes or (not named and any(option in str(error) for option in self._options)):
                    raise
                refused |= named or wishes.keys() - set(_LIMITS) or wishes.keys()
            else:
                self._taste.refused = refused
                return

    def _wishes(self, schema: type[BaseModel] | None, refused: frozenset[str]) -> dict[str, Any]:
        wishes: dict[str, Any] = {"temperature": 0, "stream_options": {"include_usage": True}}
        if schema is not None:
            wishes["response_format"] = response_format(schema)
        if limit := next((limit for limit in self._limits if limit not in refused), None):
            wishes[limit] = self.max_tokens
        return {wish: value for wish, value in wishes.items() if wish not in refused | self._options.keys()}

    async def _stream(
        self, client: AsyncOpenAI, messages: Sequence[ChatMessage], wishes: dict[str, Any], heard: Heard
    ) -> None:
        """Word by word, so that the limit between two bytes is one of silence and not of a long answer."""
        sent: list[Any] = [{"role": message.role.value, "content": sendable(message.text)} for message in messages]
        body = {**self._options, "model": self.name, "messages": sent, "stream": True, **wishes}
        heard.begin()
        try:
            # As plain objects: the client's own types take milliseconds for each word, on the one thread of all calls.
            stream = await client.post(
                "/chat/completions", body=body, cast_to=object, stream=True, stream_cls=_stream_class()
            )
        except Exception as error:
            heard.is_over = was_not_taken(error)
            raise
        async with stream:
            async for event in stream:
                _hear(event, heard)
        heard.end()


def was_not_taken(error: BaseException) -> bool:
    """True where the endpoint refused the request or was not there, so that it has cost nothing."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        return type(error.__cause__).__name__ == "ConnectTimeout"
    return isinstance(error, openai.APIStatusError | openai.APIConnectionError)


def declines_the_words(error: Exception) -> bool:
    """True where the endpoint refuses what is said, and would refuse it however it is asked."""
    return not _ABOUT_THE_WORDS.isdisjoint(map(str, (getattr(error, "code", ""), getattr(error, "type", ""))))


def sendable(text: str) -> str:
    """`text` without lone surrogates, which no request can carry."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def response_format(schema: type[BaseModel]) -> dict[str, Any]:
    described = {"name": schema.__name__, "schema": json_schema(schema), "strict": True}
    return {"type": "json_schema", "json_schema": described}


@cache
def _stream_class() -> type[AsyncStream[Any]]:
    import openai  # See OpenAIEndpoint.

    return openai.AsyncStream[object]


def _hear(event: dict[str, Any], heard: Heard) -> None:
    """Whatever is not as the protocol has it raises something, and so is the endpoint's failure."""
    if usage := event.get("usage"):
        heard.count(usage.get("prompt_tokens") or 0, usage.get("completion_tokens") or 0)
    for choice in event["choices"][:1]:
        delta = choice.get("delta") or {}
        heard.reason = str(choice.get("finish_reason") or heard.reason)
        heard.is_refused = heard.is_refused or bool(delta.get("refusal"))
        heard.think(delta.get("reasoning_content") or delta.get("reasoning"))
        heard.add(delta.get("content") or "")
