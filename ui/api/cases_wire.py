"""In which words do the routes for staff speak of cases?"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.cases.catalogue import Catalogue
from assistant.cases.list import View
from assistant.cases.models import Case
from assistant.cases.states import OPEN, CaseState, Relation
from assistant.cases.triage import CaseType, Priority
from assistant.database import utc_now
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE


class In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Change(In):
    """What changes a case says which one it has looked at."""

    version: int = Field(ge=0, description="As it was read: a case that has changed since is refused.", examples=[3])


class ClockOut(BaseModel):
    """The target that is met next; both are counted from `counted_from`."""

    target: Literal["response", "resolution"]
    counted_from: datetime.datetime
    due_at: datetime.datetime
    share: float = Field(ge=0, le=1, description="How much of the time until it is used.")
    is_late: bool
    is_running: bool = Field(description="False once the case has ended.")


class CaseOut(BaseModel):
    id: str
    number: str = Field(examples=["C-7KQM-2XWD"])
    state: CaseState
    channel: str = Field(examples=["email"])
    language: LanguageCode = Field(description="In which the citizen is written to.")
    summary: str
    case_type: CaseType
    category: str = Field(examples=["street_light"])
    category_name: str
    priority: Priority
    department: str | None = Field(description="None is the contact centre itself.", examples=["HYD"])
    department_name: str
    owner: str | None
    place: str
    review_reason: str | None = Field(description="Why a person is to look; None once one has.")
    injection_suspected: bool
    clock: ClockOut
    respond_by: datetime.datetime
    resolve_by: datetime.datetime
    responded_at: datetime.datetime | None
    opened_at: datetime.datetime
    changed_at: datetime.datetime
    closed_at: datetime.datetime | None
    returns: int
    chasers: int
    reopenings: int
    relation: Relation | None
    version: int


class CasesOut(BaseModel):
    cases: list[CaseOut]
    counts: dict[View, int] = Field(description="How many each view holds, whatever is searched.")
    after: str | None = Field(description="Give it as `after` for what follows; None at the end.")


class OpenedOut(BaseModel):
    case: CaseOut
    token: str = Field(description="Shown once: with it the citizen's page finds the case.")


class CategoryOut(BaseModel):
    code: str
    name: str
    department: str


class PlaceNameOut(BaseModel):
    code: str
    name: str


class ChoicesOut(BaseModel):
    """What a case may be filed as, by name."""

    categories: list[CategoryOut]
    departments: list[PlaceNameOut]


class ContactIn(In):
    name: str = Field("", max_length=200, pattern=PLAIN_LINE, examples=["Chan Tai Man"])
    email: str = Field("", max_length=320, pattern=PLAIN_LINE, examples=["tai.man@mail.example"])
    phone: str = Field("", max_length=50, pattern=PLAIN_LINE, examples=["9123 4567"])


class OpenCaseIn(In):
    """What somebody has told an agent."""

    text: str = Field(min_length=1, max_length=20_000, examples=["The street lamp outside 12 Garden Street is dark."])
    subject: str = Field("", max_length=300, pattern=PLAIN_LINE, examples=["Dark street lamp"])
    place: str = Field("", max_length=1000, pattern=PLAIN_LINE, examples=["12 Garden Street"])
    time: str = Field("", max_length=100, pattern=PLAIN_LINE, examples=["2026-11-23"])
    category: str | None = Field(None, max_length=100, pattern=PLAIN_LINE, examples=["street_light"])
    case_type: CaseType | None = Field(None, examples=["service_request"])
    priority: Priority | None = Field(None, examples=["normal"])
    contact: ContactIn = Field(default_factory=ContactIn, examples=[{"name": "Chan Tai Man"}])
    language: LanguageCode = Field(description="In which the citizen is written to.", examples=["en"])
    conversation_id: str | None = Field(None, max_length=36, pattern=r"^[\w-]+$", examples=[None])


def case_out(case: Case, catalogue: Catalogue, *, language: str) -> CaseOut:
    names = {
        "category_name": category_name(case.category, catalogue, language),
        "department_name": catalogue.department_name(case.department, language),
        "place": place_of(case),
        "clock": clock_of(case),
    }
    own = {name: getattr(case, name) for name in CaseOut.model_fields if name not in names}
    return CaseOut.model_validate({**own, **names})


def place_of(case: Case) -> str:
    place = case.fields.get("subject_location")
    return place["value"] if place else ""


def category_name(code: str, catalogue: Catalogue, language: str) -> str:
    category = catalogue.categories.get(code)
    return category.names.get(language, code) if category else code


def clock_of(case: Case) -> ClockOut:
    is_running = case.state in OPEN
    due_at = case.respond_by if case.responded_at is None else case.resolve_by
    now = utc_now() if is_running else case.closed_at or case.changed_at
    whole = (due_at - case.clock_from).total_seconds()
    used = (now - case.clock_from).total_seconds()
    return ClockOut(
        target="response" if case.responded_at is None else "resolution",
        counted_from=case.clock_from,
        due_at=due_at,
        share=min(1.0, max(0.0, used / whole)) if whole > 0 else 1.0,
        is_late=now > due_at,
        is_running=is_running,
    )
