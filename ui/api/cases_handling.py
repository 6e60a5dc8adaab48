"""How do staff work on a case over HTTP: confirm or correct it, note, ask, reply, close and reopen?"""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from pydantic import Field

from assistant.cases import handling
from assistant.cases.fields import FieldName
from assistant.cases.handling import Corrections
from assistant.cases.texts import MAX_LENGTH
from assistant.cases.triage import CaseType, Priority
from ui.api.cases_wire import CaseOut, Change, In
from ui.api.seen_case import HandledCase
from ui.dependencies import PLAIN_LINE, IdempotencyKey
from ui.problems import PROBLEM_RESPONSES

router = APIRouter(prefix="/api/v1/cases/{case_id}", tags=["cases"], responses=PROBLEM_RESPONSES)


class ConfirmIn(Change):
    """What is left out is right as it is."""

    category: str | None = Field(None, max_length=100, pattern=PLAIN_LINE, examples=["road_defect"])
    case_type: CaseType | None = Field(None, examples=["complaint"])
    priority: Priority | None = Field(None, examples=["urgent"])
    department: str | None = Field(
        None, max_length=100, pattern=PLAIN_LINE, description="Whose it is, kept for learning.", examples=["HYD"]
    )
    summary: str | None = Field(None, max_length=1000, examples=["Dark street lamp at 12 Garden Street"])
    fields: dict[FieldName, str | None] = Field(
        default_factory=dict,
        description="Values that are wrong, by name; null blanks one.",
        examples=[{"reporter_phone": "9123 4567"}],
    )


class AssignIn(Change):
    username: str | None = Field(max_length=100, description="None lets everybody take it.", examples=["m.wong"])


class TextIn(Change):
    text: str = Field(min_length=1, max_length=MAX_LENGTH, examples=["The lamp was repaired this morning."])


class NoteIn(In):
    """A note changes nothing that others decide, so it asks for no version."""

    text: str = Field(min_length=1, max_length=MAX_LENGTH, examples=["Rang twice, no answer."])


class CloseIn(Change):
    done: str = Field(max_length=MAX_LENGTH, examples=["The lamp has been repaired."])
    why: str = Field(max_length=MAX_LENGTH, examples=["A cable had been cut by road works."])
    next: str = Field(max_length=MAX_LENGTH, examples=["The pavement is restored by Friday."])
    text: str = Field("", max_length=MAX_LENGTH, description="What stands before it.", examples=[""])


class ReasonIn(Change):
    reason: str = Field(min_length=1, max_length=2000, examples=["The lamp is dark again."])


@router.post("/confirm")
def confirm(case: HandledCase, body: ConfirmIn) -> CaseOut:
    """Say that the form is right, or put right what is wrong, in one action."""
    corrections = Corrections(**body.model_dump(exclude={"version"}))
    return case.change(body, partial(handling.confirm, corrections=corrections, targets=case.service.targets))


@router.post("/assign")
def assign(case: HandledCase, body: AssignIn) -> CaseOut:
    """Name the person who has it, or nobody."""
    return case.change(body, partial(handling.assign, username=body.username))


@router.post("/notes", status_code=201)
def add_note(case: HandledCase, body: NoteIn) -> CaseOut:
    """Keep a note that only staff read."""
    return case.change(None, partial(handling.add_note, text=body.text))


@router.post("/ask", status_code=201)
def ask(case: HandledCase, body: TextIn, key: IdempotencyKey = None) -> CaseOut:
    """Ask the citizen for what is missing; the clock runs on."""
    return case.change(body, partial(handling.ask, text=body.text, key=key), key=key)


@router.post("/replies", status_code=201)
def reply(case: HandledCase, body: TextIn, key: IdempotencyKey = None) -> CaseOut:
    """Write to the citizen while the matter goes on."""
    return case.change(body, partial(handling.reply, text=body.text, key=key), key=key)


@router.post("/close")
def close(case: HandledCase, body: CloseIn, key: IdempotencyKey = None) -> CaseOut:
    """End the case with a reply that says what was done, why, and what happens next."""
    closing = partial(handling.close, done=body.done, why=body.why, next_step=body.next, text=body.text, key=key)
    return case.change(body, closing, key=key)


@router.post("/reopen")
def reopen(case: HandledCase, body: ReasonIn) -> CaseOut:
    """Take it up again under its number, with a clock that starts anew."""
    return case.change(body, partial(handling.reopen, reason=body.reason, targets=case.service.targets))
