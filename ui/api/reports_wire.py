"""In which words do the report routes speak?"""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict, Field, field_validator

from assistant.cases.report_form import MAX_TEXT
from ui.api.wire import ContactIn, LanguageCode
from ui.dependencies import PLAIN_LINE


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ConversationRefIn(_In):
    """The conversation in which the matter came up; one that is not the caller's is left out."""

    id: str = Field(max_length=64, pattern=r"^[\w-]+$", examples=["0b7f5c1e-4a8e-4c57-9d0e-6a1f0f2b9c11"])
    token: str = Field(max_length=200, examples=["TOKEN"])


class ReportIn(_In):
    text: str = Field(
        min_length=1, max_length=MAX_TEXT, examples=["The street lamp in front of 12 Garden Street is dark."]
    )
    language: LanguageCode = Field("en", description="In which the citizen is written to.", examples=["zh-Hant"])
    place: str = Field("", max_length=300, pattern=PLAIN_LINE, examples=["12 Garden Street, Harbour District"])
    latitude: float | None = Field(None, ge=-90, le=90, examples=[22.28])
    longitude: float | None = Field(None, ge=-180, le=180, examples=[114.16])
    time: str = Field(
        "", max_length=16, description="A day, or a day and a local time, ISO 8601.", examples=["2026-11-20T21:30"]
    )
    category: str | None = Field(
        None, max_length=100, description="Instead of what is found.", examples=["street_light"]
    )
    contact: ContactIn | None = None
    conversation: ConversationRefIn | None = None
    use_photo_place: bool = Field(
        True, description="Without another place, take the one that a photo tells.", examples=[True]
    )

    @field_validator("time")
    @classmethod
    def _is_time(cls, value: str) -> str:
        if value:
            datetime.datetime.fromisoformat(value)
            if len(value) not in (len("2026-11-20"), len("2026-11-20T21:30")):
                raise ValueError("write a day as 2026-11-20, with a time as 2026-11-20T21:30")
        return value


class CategoryOut(BaseModel):
    code: str = Field(examples=["street_light"])
    name: str = Field(examples=["Street lighting"])
    department_name: str = Field(examples=["Highways Department"])


class CategoriesOut(BaseModel):
    categories: list[CategoryOut]


class SimilarOut(BaseModel):
    """Somebody else's open case that may be the same matter; it tells nothing of who they are or what they wrote."""

    id: str = Field(description="With which the matter is followed; it opens nothing.")
    category_name: str
    distance_metres: int | None = Field(None, description="From the place of this report, where both are known.")
    opened_on: datetime.date
    reply_by: datetime.date


class PreviewOut(BaseModel):
    emergency_text: str | None = Field(description="To be shown before anything else.")
    category: CategoryOut
    alternatives: list[CategoryOut]
    place: str = Field(description="Where it is: as given, or else as the words tell.")
    time: str = Field(description="When it was, the same.")
    department_name: str
    resolve_by: datetime.date = Field(description="The day of the reply, if it is sent now.")
    similar: list[SimilarOut]
    missing: list[str] = Field(description="What would help: place, time, contact.", examples=[["place"]])


class ReportOut(BaseModel):
    number: str = Field(examples=["C-7KQM-2XWD"])
    token: str | None = Field(description="Shown once; instead of a contact it opens the case beside its number.")
    category: CategoryOut
    department_name: str
    resolve_by: datetime.date
    text: str
    emergency_text: str | None
    language: LanguageCode


class OwnCaseIn(_In):
    number: str = Field(max_length=40, pattern=PLAIN_LINE, examples=["C-7KQM-2XWD"])
    contact: str = Field(
        min_length=1,
        max_length=320,
        pattern=PLAIN_LINE,
        description="The mail address or phone number that was left, or the case's token.",
        examples=["chan@example.org"],
    )
    language: LanguageCode | None = Field(None, examples=["zh-Hant"])


class OwnTextIn(OwnCaseIn):
    text: str = Field(min_length=1, max_length=MAX_TEXT, examples=["The lamp is dark again since last night."])


class SubscribeIn(_In):
    id: str = Field(
        max_length=40,
        pattern=r"^[\w-]+$",
        description="Of a similar case.",
        examples=["5c1e0b7f-8e4a-574c-0e9d-1f0f2b9c6a11"],
    )
    email: str = Field(max_length=320, pattern=PLAIN_LINE, examples=["lee@example.org"])
    language: LanguageCode = Field("en", examples=["zh-Hant"])


class LetterOut(BaseModel):
    """What was written to the citizen."""

    text: str
    language: LanguageCode
    at: datetime.datetime


class ClosingOut(BaseModel):
    done: str
    why: str
    next: str


class ProgressOut(BaseModel):
    number: str
    language: LanguageCode
    state: str = Field(examples=["in_progress"])
    state_text: str
    category_name: str
    department_name: str
    owner_name: str | None
    next_step: str
    deadline: str = Field(description="In words; empty once the case is closed.")
    respond_by: datetime.datetime
    resolve_by: datetime.datetime
    opened_at: datetime.datetime
    closing: ClosingOut | None
    lead_number: str | None = Field(description="The case under which a duplicate is followed.")
    letters: list[LetterOut]
    can_reopen: bool
