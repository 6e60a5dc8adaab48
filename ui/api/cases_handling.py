"""How do staff work on a case over HTTP: confirm or correct it, note, ask, reply, close and reopen?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.cases import handling
from assistant.cases.fields import FieldName
from assistant.cases.handling import Corrections
from assistant.cases.looking import lock_as_seen
from assistant.cases.models import Case
from assistant.cases.register import lock_case
from assistant.cases.steps import find_keyed_step
from assistant.cases.texts import MAX_LENGTH
from assistant.cases.triage import CaseType, Priority
from ui.api.cases import CaseId
from ui.api.cases_wire import CaseOut, Change, In, case_out
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE, IdempotencyKey, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/cases/{case_id}", tags=["cases"], responses=PROBLEM_RESPONSES)

Handler = Annotated[Actor, Depends(Requires(Permission.CASE_HANDLE))]
AgentLanguage = Annotated[LanguageCode, Query(alias="language", description="In which the caller reads names.")]


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
def confirm(
    case_id: CaseId, actor: Handler, body: ConfirmIn, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Say that the form is right, or put right what is wrong, in one action."""
    corrections = Corrections(**body.model_dump(exclude={"version"}))
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = handling.confirm(session, case_id, actor=actor, corrections=corrections, targets=service.targets)
        return case_out(case, service.catalogue, language=language)


@router.post("/assign")
def assign(
    case_id: CaseId, actor: Handler, body: AssignIn, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Name the person who has it, or nobody."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = handling.assign(session, case_id, actor=actor, username=body.username)
        return case_out(case, service.catalogue, language=language)


@router.post("/notes", status_code=201)
def add_note(
    case_id: CaseId, actor: Handler, body: NoteIn, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Keep a note that only staff read."""
    with service.database.write() as session:
        case = handling.add_note(session, case_id, actor=actor, text=body.text)
        return case_out(case, service.catalogue, language=language)


@router.post("/ask", status_code=201)
def ask(
    case_id: CaseId,
    actor: Handler,
    body: TextIn,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
    language: AgentLanguage = "en",
) -> CaseOut:
    """Ask the citizen for what is missing; the clock runs on."""
    with service.database.write() as session:
        case = _sent_before(session, case_id, actor, idempotency_key)
        if case is None:
            lock_as_seen(session, case_id, body.version, actor=actor)
            case = handling.ask(session, case_id, actor=actor, text=body.text, key=idempotency_key)
        return case_out(case, service.catalogue, language=language)


@router.post("/replies", status_code=201)
def reply(
    case_id: CaseId,
    actor: Handler,
    body: TextIn,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
    language: AgentLanguage = "en",
) -> CaseOut:
    """Write to the citizen while the matter goes on."""
    with service.database.write() as session:
        case = _sent_before(session, case_id, actor, idempotency_key)
        if case is None:
            lock_as_seen(session, case_id, body.version, actor=actor)
            case = handling.reply(session, case_id, actor=actor, text=body.text, key=idempotency_key)
        return case_out(case, service.catalogue, language=language)


@router.post("/close")
def close(
    case_id: CaseId,
    actor: Handler,
    body: CloseIn,
    service: TheService,
    idempotency_key: IdempotencyKey = None,
    language: AgentLanguage = "en",
) -> CaseOut:
    """End the case with a reply that says what was done, why, and what happens next."""
    with service.database.write() as session:
        case = _sent_before(session, case_id, actor, idempotency_key)
        if case is None:
            lock_as_seen(session, case_id, body.version, actor=actor)
            case = handling.close(
                session,
                case_id,
                actor=actor,
                done=body.done,
                why=body.why,
                next_step=body.next,
                text=body.text,
                key=idempotency_key,
            )
        return case_out(case, service.catalogue, language=language)


@router.post("/reopen")
def reopen(
    case_id: CaseId, actor: Handler, body: ReasonIn, service: TheService, language: AgentLanguage = "en"
) -> CaseOut:
    """Take it up again under its number, with a clock that starts anew."""
    with service.database.write() as session:
        lock_as_seen(session, case_id, body.version, actor=actor)
        case = handling.reopen(session, case_id, actor=actor, reason=body.reason, targets=service.targets)
        return case_out(case, service.catalogue, language=language)


def _sent_before(session: Session, case_id: str, actor: Actor, key: str | None) -> Case | None:
    """The case, where the actor has sent this under the same key already: it is never sent twice."""
    if key is None:
        return None
    case = lock_case(session, case_id, actor=actor)
    return case if find_keyed_step(session, case, actor=actor, key=key) else None
