"""In which words do the routes speak of an agent's text put another way?"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.suggestions.by_model.checks import OF_REWRITES
from assistant.suggestions.by_model.rewording import Reworded
from assistant.suggestions.rewrites import Rewrite
from ui.api.by_model_wire import ByModelOut, by_model_out
from ui.api.suggestions_wire import MAX_TEXT
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE


class RewriteIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=MAX_TEXT, examples=["The fee is $900."])
    kind: Rewrite = Field(
        description="`plain`, `friendlier`, `formal` and `translate` need a language model.", examples=["greeting"]
    )
    language: LanguageCode = Field(description="Of the text.", examples=["en"])
    to: LanguageCode | None = Field(None, description="Into which it is translated.", examples=[None])
    department: str | None = Field(None, max_length=100, pattern=PLAIN_LINE, description="Who signs.", examples=["TD"])
    agent_language: LanguageCode = Field("en", description="In which the agent reads.", examples=["zh-Hant"])

    @model_validator(mode="after")
    def _another_language(self) -> RewriteIn:
        if (self.kind is Rewrite.TRANSLATE) != (self.to is not None) or self.to == self.language:
            raise ValueError("a translation, and nothing else, names another language as `to`")
        return self


class DifferenceOut(BaseModel):
    """A fact that only one of the two texts states."""

    kind: str = Field(examples=["fee"])
    text: str = Field(examples=["$901"])
    only_in: Literal["original", "rewritten"]


class RewriteOut(BaseModel):
    """The text put another way; what a model could not do well is the text as it was."""

    text: str
    language: LanguageCode
    by_model: ByModelOut | None = Field(None, description="None for what rules do.")
    differences: list[DifferenceOut] = Field(
        default_factory=list, description="Told where a model's text does not say the same, and so is not offered."
    )


def reworded_out(made: Reworded, body: RewriteIn) -> RewriteOut:
    is_offered = made.failure is None
    return RewriteOut.model_validate(
        {
            "text": made.text if is_offered else body.text,
            "language": (body.to or body.language) if is_offered else body.language,
            "by_model": by_model_out(made, OF_REWRITES, language=body.agent_language),
            "differences": [vars(difference) for difference in made.differences],
        }
    )
