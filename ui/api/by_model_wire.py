"""In which words do the routes speak of what a language model wrote for an agent?"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field

from assistant.suggestions.by_model.attempt import Failure
from assistant.suggestions.by_model.checks import Check, judge
from assistant.suggestions.by_model.phrasing import Phrased
from assistant.suggestions.by_model.rewording import Reworded
from assistant.suggestions.by_model.summarising import ModelSummary
from assistant.suggestions.wording import load_agent_wording
from ui.api.suggestions_wire import SentenceOut, SourceOut
from ui.api.wire import LanguageCode

_WITH_CHECKS = (None, Failure.CHECK_FAILED)


class CheckOut(BaseModel):
    """One check of the model's text."""

    check: Check
    passed: bool
    details: list[str] = Field(description="What was found wrong.", examples=[["$901"]])


class ByModelOut(BaseModel):
    """Drafted by a language model: which, and what its text was checked for.  Nothing of it is sent by itself."""

    is_offered: bool = Field(description="False where there is no text, or it failed a check: the rules' text stands.")
    failure: Failure | None
    why: str = Field(description="Why it is not offered, in the caller's language.")
    model: str = Field(examples=["qwen2.5:7b"])
    prompt: str = Field(description="The prompt and its version.", examples=["agent_draft_1"])
    is_repaired: bool = Field(description="Whether the first text failed a check and the second passed.")
    checks: list[CheckOut]


class PhrasedOut(BaseModel):
    """The draft of a suggestion in a language model's words, beside the approved ones."""

    id: str = Field(description="Of the suggestion.")
    is_stale: bool = Field(description="The citizen wrote while it was made: ask for a suggestion again.")
    language: LanguageCode
    draft: str = Field(description="Empty where it is not offered.")
    sentences: list[SentenceOut]
    sources: list[SourceOut]
    by_model: ByModelOut


def by_model_out(made: Phrased | Reworded | ModelSummary, checks: Sequence[Check], *, language: str) -> ByModelOut:
    """What became of `made`, and of each of the `checks` that are made of its kind; `language` is the caller's."""
    failure, calls = made.failure, made.calls
    judged = judge(made.problems, checks) if failure in _WITH_CHECKS else []
    return ByModelOut(
        is_offered=failure is None,
        failure=failure,
        why=load_agent_wording().text(failure.value, language) if failure else "",
        model=calls[-1].model if calls else "",
        prompt=calls[-1].prompt if calls else "",
        is_repaired=failure is None and len(calls) > 1,
        checks=[CheckOut(check=one.check, passed=one.passed, details=list(one.details)) for one in judged],
    )
