"""How many tokens is a text, where no endpoint tells?"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache

from pydantic import BaseModel

from assistant.language_models.chat_model import ChatMessage, Usage, json_schema

_HAN = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_LETTERS_A_TOKEN = 4
_AROUND_A_MESSAGE = 8
"""Of tokens, for its role and the marks between two."""


def estimate_tokens(text: str) -> int:
    """A Han character is about one token, of other writing four letters are."""
    han = len(_HAN.findall(text))
    return han + math.ceil((len(text) - han) / _LETTERS_A_TOKEN)


def estimate_usage(messages: Sequence[ChatMessage], schema: type[BaseModel] | None, answer: str = "") -> Usage:
    """What a call takes, its schema included, with `answer`."""
    sent = sum(estimate_tokens(message.text) + _AROUND_A_MESSAGE for message in messages)
    return Usage(sent + (_tokens_of(schema) if schema else 0), estimate_tokens(answer))


@cache
def _tokens_of(schema: type[BaseModel]) -> int:
    return estimate_tokens(str(json_schema(schema)))
