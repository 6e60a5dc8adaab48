"""What does the service need from a language model?  One Protocol, and what it is asked and answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Protocol, runtime_checkable

from pydantic import BaseModel, ValidationError

from assistant.errors import ModelUnavailable
from assistant.languages import clean

_BOUNDS = frozenset({"minLength", "maxLength", "minItems", "maxItems"})


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"


@dataclass(frozen=True)
class ChatMessage:
    role: Role
    text: str


@dataclass(frozen=True)
class Usage:
    """Tokens of one call; what the endpoint does not tell is estimated, never zero."""

    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True)
class Completion:
    text: str
    model: str
    value: BaseModel | None = None
    """Of the schema that was asked for; None where none was."""
    usage: Usage = Usage()


class ChatModel(Protocol):
    """Raises ModelUnavailable for whatever goes wrong, an answer that is not of the schema too."""

    @property
    def name(self) -> str: ...

    def complete(
        self, messages: Sequence[ChatMessage], *, schema: type[BaseModel] | None = None, seconds: float | None = None
    ) -> Completion:
        """The whole answer, or none.  `seconds` is what is left of the caller's patience, where that is less."""
        ...


@runtime_checkable
class Rests(Protocol):
    """A model that is left alone for a while after it has failed."""

    @property
    def is_resting(self) -> bool: ...


@cache
def json_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """As it is sent with each call; made once, since making it takes longer than all else of a call.

    Bounds on lengths are checked by `read_value` alone: some endpoints refuse a schema that holds one, and those that
    make a grammar of it refuse a long one.
    """
    sent: dict[str, Any] = _without_bounds(schema.model_json_schema())
    return sent


def _without_bounds(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _without_bounds(value) for key, value in part.items() if key not in _BOUNDS}
    return [_without_bounds(one) for one in part] if isinstance(part, list) else part


def read_value(text: str, schema: type[BaseModel]) -> BaseModel:
    """The value in `text`, which may stand between words or fences of a model that knows no schemas.

    Characters that nobody sees are taken out of its words.  Raises ModelUnavailable.
    """
    start, end = text.find("{"), text.rfind("}")
    try:
        return schema.model_validate(_cleaned(json.loads(text[start : end + 1])))
    except (ValueError, RecursionError, ValidationError) as error:
        reason = "the language model's answer is not of the form that was asked for"
        raise ModelUnavailable(reason, outcome="wrong_form", said=text) from error


def _cleaned(part: Any) -> Any:
    if isinstance(part, str):
        return clean(part)
    if isinstance(part, dict):
        return {key: _cleaned(value) for key, value in part.items()}
    return [_cleaned(one) for one in part] if isinstance(part, list) else part
