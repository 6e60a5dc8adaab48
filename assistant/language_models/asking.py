"""How is a model asked at a step, and what is remembered of it?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from assistant.errors import ModelUnavailable
from assistant.language_models.chat_model import ChatMessage, Completion
from assistant.language_models.chosen import ChosenModel
from assistant.language_models.turns import others_compute

Value = TypeVar("Value", bound=BaseModel)


@dataclass(frozen=True)
class ModelCall:
    """One call as it is kept with an answer: who was asked, with which prompt, what came back word for word.

    `problems` name why what came back was not used, empty where it was.
    """

    step: str
    model: str
    prompt: str
    raw_output: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    duration_ms: float = 0.0
    problems: tuple[str, ...] = ()


def ask(
    chosen: ChosenModel, prompt: str, messages: Sequence[ChatMessage], schema: type[Value], *, seconds: float
) -> tuple[Value | None, ModelCall]:
    """The model's value, None where it gives none in `seconds`; never raises.  `prompt` is the prompt's version."""
    started = time.perf_counter()
    completion: Completion | None = None
    problem, said, spent = "", "", (0, 0)
    try:
        with others_compute():
            completion = chosen.model.complete(messages, schema=schema, seconds=seconds)
    except ModelUnavailable as error:
        problem, said, spent = str(error), error.said, error.spent or spent
    if completion:
        said, spent = completion.text, (completion.usage.tokens_in, completion.usage.tokens_out)
    value = completion.value if completion else None
    if completion and not isinstance(value, schema):
        problem = "no value of the form that was asked for"
    call = ModelCall(
        step=chosen.step.value,
        model=chosen.model.name,
        prompt=prompt,
        raw_output=said,
        tokens_in=spent[0],
        tokens_out=spent[1],
        duration_ms=round((time.perf_counter() - started) * 1000, 3),
        problems=(problem,) if problem else (),
    )
    return (value if isinstance(value, schema) else None), call
