"""What form has what a model returns: a question, an answer, a second opinion?

A bound on a length is checked here and is no part of the schema that is sent: endpoints refuse those that have one.
"""

from __future__ import annotations

from collections.abc import Sized
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict

MAX_SENTENCES = 12
MAX_SENTENCE = 600
"""Characters, tokens as they are written."""
MAX_QUESTION = 1000
_MAX_WORD = 40

Bounded = TypeVar("Bounded", bound=Sized)


def _at_most(limit: int) -> AfterValidator:
    def check(value: Bounded) -> Bounded:
        if len(value) > limit:
            raise ValueError(f"longer than {limit}")
        return value

    return AfterValidator(check)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Rephrased(_Strict):
    """What a citizen asks, standing alone."""

    intent: Annotated[str, _at_most(_MAX_WORD)]
    language: Literal["en", "zh-Hant", "zh-Hans"]
    question: Annotated[str, _at_most(MAX_QUESTION)]


class ComposedSentence(_Strict):
    """`text` holds value tokens, as `{p1v2}`; `sources` are the numbers of passages."""

    text: Annotated[str, _at_most(MAX_SENTENCE)]
    sources: Annotated[list[int], _at_most(MAX_SENTENCES)]


class Composed(_Strict):
    """An answer; `missing` are the words of the question that a partial one leaves open."""

    completeness: Literal["full", "partial", "none"]
    sentences: Annotated[list[ComposedSentence], _at_most(MAX_SENTENCES)]
    missing: Annotated[str, _at_most(MAX_QUESTION)]


class SecondOpinion(_Strict):
    """For each sentence whether its passages say so; `contradictions` are numbers of sentences, from 1."""

    supported: Annotated[list[bool], _at_most(MAX_SENTENCES)]
    contradictions: Annotated[list[int], _at_most(MAX_SENTENCES)]
