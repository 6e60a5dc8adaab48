"""How is a model asked on behalf of an editor?  The material is data, with a mark before each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from assistant.answering.prompting import mark_lines, new_mark, prompt_for
from assistant.answering.written import Problem, ProblemKind
from assistant.errors import InvalidInput, ModelUnavailable
from assistant.language_models.asking import ModelCall, ask
from assistant.language_models.chat_model import ChatMessage, Role
from assistant.language_models.chosen import ChosenModel
from knowledge_base.proposals.checking import find_leaks
from knowledge_base.proposals.proposal import LONGEST

SECONDS = 30.0
"""An editor's patience for one call; the model's own limits are often shorter."""
Value = TypeVar("Value", bound=BaseModel)


class Form(BaseModel):
    """What a model has to answer."""

    model_config = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True)
class Asked:
    """One call: `problems` are what shows that it spoke of its orders, whatever else it says."""

    call: ModelCall
    problems: tuple[Problem, ...]


def require_model(chosen: ChosenModel | None) -> ChosenModel:
    """Raises ModelUnavailable where no model is set for editors."""
    if chosen is None:
        raise ModelUnavailable("no language model is set for the editors")
    return chosen


def require_short(*texts: str) -> None:
    """Raises InvalidInput for more than a model is given."""
    if sum(map(len, texts)) > LONGEST:
        raise InvalidInput(f"a model is given at most {LONGEST} characters", field="text")


def ask_about(
    chosen: ChosenModel,
    name: str,
    parts: Sequence[tuple[str, str]],
    schema: type[Value],
    **filled: str,
) -> tuple[Value | None, Asked]:
    """The model's value for `parts`, which are (heading, text) pairs of data; the prompt's gaps are `filled`."""
    mark, prompt = new_mark(), prompt_for(chosen, name)
    orders = prompt.filled(mark=mark, **filled)
    data = "\n".join(f"{heading}:\n{mark_lines(text, mark)}" for heading, text in parts)
    messages = (ChatMessage(Role.SYSTEM, orders), ChatMessage(Role.USER, data))
    value, call = ask(chosen, prompt.version, messages, schema, seconds=SECONDS)
    words = "\n".join(_words(value.model_dump())) if value else ""
    return value, Asked(call, tuple(find_leaks(words, orders, mark)))


def nothing_usable(call: ModelCall) -> Problem:
    return Problem(ProblemKind.FORM, "; ".join(call.problems) or "nothing")


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [word for item in items for word in _words(item)]
