"""How is a model asked for an agent's text, and what happens when the text does not pass?

It is asked once, its text is checked, and it may repair that once, told what was wrong.  Whatever fails, the agent
keeps what rules and approved texts give.  The model sees data only: each line of it stands behind a mark.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from pydantic import BaseModel

from assistant.answering.prompting import mark_lines, new_mark, prompt_for
from assistant.answering.written import Problem
from assistant.language_models.asking import ModelCall, ask
from assistant.language_models.chat_model import ChatMessage, Role
from assistant.language_models.chosen import ChosenModel

Value = TypeVar("Value", bound=BaseModel)

PATIENCE_SECONDS = 12.0
"""For both tries together: the agent has the approved words already and works on."""
LANGUAGE_NAMES = {
    "en": "English",
    "zh-Hant": "Traditional Chinese, written as a Hong Kong officer writes",
    "zh-Hans": "Simplified Chinese",
}
"""As prompts name them."""


class Failure(StrEnum):
    """Why an agent is not offered a model's text."""

    NO_MODEL = "no_model"
    SWITCHED_OFF = "switched_off"
    WITHHELD = "withheld"
    """What it would have been shown speaks to a machine."""
    UNAVAILABLE = "unavailable"
    CHECK_FAILED = "check_failed"
    NEWER_MESSAGE = "newer_message"
    NOTHING_TO_PHRASE = "nothing_to_phrase"


@dataclass(frozen=True)
class Attempt(Generic[Value]):
    """A text that passed every check as `value`, or why there is none."""

    value: Value | None = None
    failure: Failure | None = None
    problems: tuple[Problem, ...] = ()
    """What was wrong with the last text."""
    calls: tuple[ModelCall, ...] = ()


@dataclass(frozen=True)
class Task(Generic[Value]):
    """`data` is what the model is shown, by heading; `values` fill the braces of the prompt."""

    prompt: str
    schema: type[Value]
    data: Sequence[tuple[str, str]]
    values: Mapping[str, str]


def ask_checked(
    chosen: ChosenModel, task: Task[Value], check: Callable[[Value], Sequence[Problem]], *, seconds: float
) -> Attempt[Value]:
    """The value that passes `check`, at the second try at the latest.  Never raises for what the model does."""
    until, calls = time.monotonic() + seconds, list[ModelCall]()
    earlier: list[tuple[str, str]] = []
    problems: Sequence[Problem] = ()
    while len(calls) < 2 and (left := until - time.monotonic()) > 0:
        value, call = _ask(chosen, task, earlier, seconds=left)
        calls.append(call)
        if value is None:
            break
        problems = check(value)
        if not problems:
            return Attempt(value, calls=tuple(calls))
        told = tuple(str(problem) for problem in problems)
        calls[-1] = replace(call, problems=(*call.problems, *told))
        earlier = [("Your last text", call.raw_output), ("What was wrong with it", "\n".join(told))]
    failure = Failure.CHECK_FAILED if problems else Failure.UNAVAILABLE
    return Attempt(failure=failure, problems=tuple(problems), calls=tuple(calls))


def _ask(
    chosen: ChosenModel, task: Task[Value], earlier: Sequence[tuple[str, str]], *, seconds: float
) -> tuple[Value | None, ModelCall]:
    prompt, mark = prompt_for(chosen, task.prompt), new_mark()
    shown = [f"{heading}:\n{mark_lines(words, mark)}" for heading, words in (*task.data, *earlier)]
    messages = [
        ChatMessage(Role.SYSTEM, prompt.filled(mark=mark, **task.values)),
        ChatMessage(Role.USER, "\n\n".join(shown)),
    ]
    return ask(chosen, prompt.version, messages, task.schema, seconds=seconds)
