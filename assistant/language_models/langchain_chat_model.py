"""How is any chat model asked that LangChain knows?  With the limits of every other, and nothing traced."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from assistant.bounded_calls import READ_SECONDS, BoundedCalls
from assistant.errors import ModelUnavailable
from assistant.language_models.chat_model import ChatMessage, Completion, Role, Usage, json_schema
from assistant.language_models.hearing import Heard, complete_by
from assistant.language_models.langchain_makers import OF_OPENAI, PREFIX, open_langchain
from assistant.language_models.openai_chat_model import (
    FAILURES,
    MAX_TOKENS,
    TOTAL_SECONDS,
    declines_the_words,
    response_format,
    sendable,
    was_not_taken,
)
from assistant.language_models.options import Options

_REASONS = ("finish_reason", "stop_reason", "stopReason", "done_reason")
"""Where different makers tell why an answer ended."""


class LangChainChatModel:
    """The model `PROVIDER:MODEL` of LangChain.  Raises SettingsInvalid where its package or its key is missing."""

    def __init__(
        self,
        provider_and_model: str,
        *,
        base_url: str = "",
        api_key: str = "",
        total_seconds: float = TOTAL_SECONDS,
        read_seconds: float = READ_SECONDS,
        max_tokens: int = MAX_TOKENS,
        options: Options | None = None,
        calls: BoundedCalls | None = None,
    ) -> None:
        self.name = PREFIX + provider_and_model
        self._knows_schemas = provider_and_model.partition(":")[0] in OF_OPENAI
        self._chosen = (provider_and_model, base_url, api_key)
        self._options = options or {}
        self._total_seconds, self._read_seconds = total_seconds, read_seconds
        self._calls = calls or BoundedCalls(
            "language model",
            ModelUnavailable,
            total_seconds=total_seconds,
            failures=FAILURES,
            read_seconds=read_seconds,
        )
        self._model = open_langchain(
            provider_and_model,
            base_url=base_url,
            api_key=api_key,
            max_tokens=max_tokens,
            read_seconds=read_seconds,
            options={} if self._calls_openai() else self._options,
        )

    @property
    def is_resting(self) -> bool:
        return self._calls.breaker.is_open

    def with_limit(self, max_tokens: int, options: Options | None = None) -> LangChainChatModel:
        """The same model, left alone together with this one, for shorter or longer answers, asked otherwise."""
        name, base_url, api_key = self._chosen
        return LangChainChatModel(
            name,
            base_url=base_url,
            api_key=api_key,
            total_seconds=self._total_seconds,
            read_seconds=self._read_seconds,
            max_tokens=max_tokens,
            options=self._options if options is None else options,
            calls=self._calls,
        )

    def complete(
        self, messages: Sequence[ChatMessage], *, schema: type[BaseModel] | None = None, seconds: float | None = None
    ) -> Completion:
        def listen(heard: Heard) -> None:
            self._calls.run(lambda: self._listen(messages, schema, heard), seconds=seconds)

        return complete_by(listen, messages, schema=schema, name=self.name)

    async def _listen(self, messages: Sequence[ChatMessage], schema: type[BaseModel] | None, heard: Heard) -> None:
        try:
            await self._stream(_sent(messages, schema), schema if self._knows_schemas else None, heard)
        except Exception as error:
            if declines_the_words(error):
                heard.is_refused = True
                return
            if schema is None or not self._knows_schemas or not _is_bad_request(error):
                raise
            await self._stream(_sent(messages, schema), None, heard)  # The prompt says what is wanted too.
            self._knows_schemas = False

    async def _stream(self, sent: list[tuple[str, str]], schema: type[BaseModel] | None, heard: Heard) -> None:
        from langsmith import tracing_context

        heard.begin()
        try:
            # Whatever the environment says: a trace would carry citizens' words to somebody else.
            with tracing_context(enabled=False):
                async for piece in self._model.astream(sent, **self._wishes(schema)):
                    _hear(piece, heard)
        except Exception as error:
            was_refused = was_not_taken(error) if self._calls_openai() else _was_refused(error)
            heard.is_over = was_refused and not heard.pieces
            raise
        heard.end()

    def _wishes(self, schema: type[BaseModel] | None) -> dict[str, Any]:
        if not self._calls_openai():
            return {}
        # Not as arguments of LangChain's own, which would read the answer too, and stumble over what many leave out.
        wanted = {"response_format": response_format(schema)} if schema else {}
        return {"extra_body": {**self._options, **wanted}}

    def _calls_openai(self) -> bool:
        return self._chosen[0].partition(":")[0] in OF_OPENAI


def _sent(messages: Sequence[ChatMessage], schema: type[BaseModel] | None) -> list[tuple[str, str]]:
    """The messages; where a schema is asked for, the first says so, as few models take one with the request."""
    sent = [("human" if message.role is Role.USER else "system", sendable(message.text)) for message in messages]
    if schema is None:
        return sent
    described = json.dumps(json_schema(schema), ensure_ascii=False)
    wanted = f"Answer with one JSON object of this schema, and nothing else:\n{described}"
    first, *others = sent
    # Not as a message of its own: many models take one of the system's and no more.
    return [("system", f"{wanted}\n\n{first[1]}"), *others] if first[0] == "system" else [("system", wanted), *sent]


def _is_bad_request(error: Exception) -> bool:
    return getattr(error, "status_code", None) in (400, 422)


def _was_refused(error: BaseException | None) -> bool:
    """True where an endpoint of any maker refused the request or was not there, so that it has cost nothing."""
    told = (getattr(error, "status_code", None), getattr(error, "code", None))
    answer = getattr(error, "response", None)
    if any(isinstance(one, int) and one >= 400 for one in (*told, getattr(answer, "status_code", None))):
        return True
    if error is None or type(error).__name__ in ("ConnectError", "ConnectTimeout"):
        return error is not None
    return _was_refused(error.__cause__ or error.__context__)


def _hear(piece: Any, heard: Heard) -> None:  # A piece's type is known only where the library is imported.
    told = piece.usage_metadata
    if told:
        before = heard.told or Usage()
        heard.count(before.tokens_in + told["input_tokens"], before.tokens_out + told["output_tokens"])
    for key in _REASONS:
        heard.reason = str(piece.response_metadata.get(key) or heard.reason)
    blocked = (piece.response_metadata.get("prompt_feedback") or {}).get("block_reason")
    heard.is_refused = heard.is_refused or bool(blocked or piece.additional_kwargs.get("refusal"))
    heard.think(piece.additional_kwargs.get("reasoning_content"))
    heard.add(piece.text)
