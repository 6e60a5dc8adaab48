"""What is sent to the routes for the people who own the articles?"""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import InvalidInput
from knowledge_base.article import Audience
from knowledge_base.models import CheckKind
from ui.api.model_help_wire import MOST, ModelHelpIn
from ui.dependencies import PLAIN_LINE

ArticleId = Annotated[str, Path(max_length=200, pattern=PLAIN_LINE, examples=["td-renew-driving-licence"])]
MAX_REASON = 2_000
MAX_NUMBER = 2**31 - 1


class In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class WordingIn(In):
    """An article in one language."""

    question: str = Field("", examples=["How do I renew my driving licence?"])
    answer: str = Field("", description="Markdown.", examples=["Bring form TD 558. The fee is $900."])
    variants: list[str] = Field(
        default_factory=list, description="Other ways to ask the same.", examples=[["Renew my licence"]]
    )


class ArticleIn(In):
    """An article in the shape of the import; what is in a field is checked by the same rules."""

    id: str | None = Field(None, description="Without one, a new article gets one.", examples=["td-renew-licence"])
    department: str = Field("", examples=["TD"])
    category: str = Field("", examples=["licence_permit_enquiry"])
    text: dict[str, WordingIn] = Field(
        default_factory=dict,
        description="By language: en, zh-Hant, zh-Hans.",
        examples=[{"en": {"question": "How do I renew my driving licence?", "answer": "Bring form TD 558."}}],
    )
    source_url: str = Field("", examples=["https://www.chingwan.example/td/renew-driving-licence"])
    audience: str = Field(Audience.PUBLIC.value, examples=["public"])
    effective_from: str | None = Field(None, examples=["2026-12-01"])
    effective_until: str | None = Field(None, examples=[None])
    review_by: str | None = Field(None, examples=["2027-06-30"])
    tags: list[str] = Field(default_factory=list, examples=[["licence"]])


class NewArticleIn(ArticleIn):
    note: str = Field("", max_length=MAX_REASON, description="What is new, and why.", examples=["The fee has changed."])
    model_help: list[ModelHelpIn] = Field(
        default_factory=list, max_length=MOST, description="What of it a model has proposed.", examples=[[]]
    )


class ChangedArticleIn(NewArticleIn):
    base: int = Field(
        ge=0, le=MAX_NUMBER, description="The newest version when it was read; another one is a conflict.", examples=[3]
    )


class PreviewIn(In):
    content: ArticleIn = Field(examples=[{"department": "TD", "text": {"en": {"question": "Q?", "answer": "A."}}}])
    language: str = Field(max_length=10, examples=["zh-Hant"])


class StepIn(In):
    version: int = Field(ge=1, le=MAX_NUMBER, description="Which one is meant.", examples=[3])


class ReasonIn(StepIn):
    reason: str = Field(max_length=MAX_REASON, examples=["The fee is from last year."])


class ScheduleIn(StepIn):
    at: str | None = Field(
        max_length=40,
        description="Date and time with its zone; null takes the date away.",
        examples=["2027-01-01T00:00:00+08:00"],
    )


class LiveStepIn(In):
    version: int | None = Field(
        None, ge=1, le=MAX_NUMBER, description="As for the other steps, but what is live is meant.", examples=[3]
    )


class WithdrawIn(LiveStepIn):
    reason: str = Field(max_length=MAX_REASON, examples=["The counter has closed."])


class ExpireIn(LiveStepIn):
    after: datetime.date | None = Field(description="The last day; null takes it away.", examples=["2026-12-31"])
    reason: str = Field("", max_length=MAX_REASON, examples=["The scheme ends."])


class OwnerIn(LiveStepIn):
    owner: str | None = Field(max_length=100, description="A username; null is nobody.", examples=["mei"])


class ExplainIn(ReasonIn):
    kind: CheckKind = Field(examples=["parity"])


class CommentIn(StepIn):
    text: str = Field(max_length=20_000, examples=["Is the fee for three or for ten years?"])
    language: str | None = Field(None, max_length=10, examples=["en"])


def read_time(text: str | None) -> datetime.datetime | None:
    """Raises InvalidInput for what is no time, and for one without its zone."""
    if text is None:
        return None
    try:
        at = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("not a date and time (use 2027-01-01T00:00:00+08:00)", field="at") from error
    if at.tzinfo is None:
        raise InvalidInput("say which time zone this is in", field="at")
    return at
