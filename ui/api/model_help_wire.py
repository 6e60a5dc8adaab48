"""How is it sent, and shown, that a model had a part in a version?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from knowledge_base.proposals.model_help import HelpKind, ModelHelp
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE

MOST = 30
_Line = Annotated[str, StringConstraints(max_length=500)]


class ModelHelpIn(BaseModel):
    """What a model had a part in, and what its checks found; it is kept with the version."""

    model_config = ConfigDict(extra="forbid")

    kind: HelpKind = Field(examples=["translation"])
    language: LanguageCode = Field(examples=["zh-Hant"])
    model: str = Field(min_length=1, max_length=200, pattern=PLAIN_LINE, examples=["small-model"])
    prompt: str = Field(min_length=1, max_length=100, pattern=PLAIN_LINE, examples=["translate_1"])
    problems: list[_Line] = Field(default_factory=list, max_length=50, examples=[["value: left out: $5"]])
    sources: list[_Line] = Field(default_factory=list, max_length=20, examples=[[]])

    def value(self) -> ModelHelp:
        return ModelHelp(self.kind, self.language, self.model, self.prompt, tuple(self.problems), tuple(self.sources))


class ModelHelpOut(BaseModel):
    kind: HelpKind
    language: str
    model: str
    prompt: str = Field(description="The version of the prompt.")
    problems: list[str] = Field(description="What its checks found, and the editor took all the same.")
    sources: list[str]


def help_of(given: Sequence[ModelHelpIn]) -> tuple[ModelHelp, ...]:
    return tuple(one.value() for one in given)
