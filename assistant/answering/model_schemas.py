"""What form has what a model returns: a question, an answer, a second opinion?"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_SENTENCES = 12
MAX_SENTENCE = 600
"""Characters, tokens as they are written."""
MAX_QUESTION = 1000
_MAX_WORD = 40


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Rephrased(_Strict):
    """What a citizen asks, standing alone."""

    intent: str = Field(max_length=_MAX_WORD)
    language: Literal["en", "zh-Hant", "zh-Hans"]
    question: str = Field(max_length=MAX_QUESTION)


class ComposedSentence(_Strict):
    """`text` holds value tokens, as `{p1v2}`; `sources` are the numbers of passages."""

    text: str = Field(max_length=MAX_SENTENCE)
    sources: list[int] = Field(max_length=MAX_SENTENCES)


class Composed(_Strict):
    """An answer; `missing` are the words of the question that a partial one leaves open."""

    completeness: Literal["full", "partial", "none"]
    sentences: list[ComposedSentence] = Field(max_length=MAX_SENTENCES)
    missing: str = Field(max_length=MAX_QUESTION)


class SecondOpinion(_Strict):
    """For each sentence whether its passages say so; `contradictions` are numbers of sentences, from 1."""

    supported: list[bool] = Field(max_length=MAX_SENTENCES)
    contradictions: list[int] = Field(max_length=MAX_SENTENCES)
