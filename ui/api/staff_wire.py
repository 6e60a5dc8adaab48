"""In which words do the routes for staff speak of handoffs?"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from assistant.answering.answer import HandoffReason, Status
from assistant.assistant import Assistant
from assistant.cases.catalogue import Catalogue
from assistant.conversations.glances import list_glances
from assistant.conversations.log import read_log
from assistant.conversations.models import AnswerRecord, Handoff, HandoffStep, Message, PendingReply
from assistant.conversations.replies import MAX_REPLY_LENGTH, Verdict
from assistant.conversations.states import CloseReason, HandoffState, StepKind
from assistant.conversations.summary import summarise
from assistant.database import utc_now
from ui.api.wire import LanguageCode, MessageOut, message_out


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AgentOut(BaseModel):
    username: str
    public_name: str


class StaffHandoffOut(BaseModel):
    id: str
    conversation_id: str
    reference: str = Field(examples=["H-7KQM-2XWD"])
    reason: HandoffReason
    department: str | None = Field(description="None is the contact centre's own queue.", examples=["TD"])
    department_name: str
    language: LanguageCode
    urgency: int = Field(description="0 normal, 1 high, 2 emergency.")
    state: HandoffState
    created_at: datetime.datetime
    queued_at: datetime.datetime
    waiting_seconds: int
    agent: AgentOut | None
    reply_by: datetime.date | None
    preview: str
    last_sequence: int
    channel: str


class StepOut(BaseModel):
    sequence: int
    kind: StepKind
    at: datetime.datetime
    actor: str
    public_name: str | None
    department: str | None
    department_name: str
    detail: dict[str, Any]


class LogEntryOut(BaseModel):
    """A message or a step."""

    sequence: int
    message: MessageOut | None = None
    step: StepOut | None = None


class QueueOut(BaseModel):
    waiting: list[StaffHandoffOut]
    mine: list[StaffHandoffOut]


class SummaryOut(BaseModel):
    """Three lines for the agent: who asks, what, what they asked for, and what was tried already."""

    who: str
    what: str
    asked: str
    tried: list[str]


class AnswerTraceOut(BaseModel):
    """How the assistant came to one of its answers."""

    sequence: int
    status: Status
    confidence: float
    department: str | None
    mode: str
    retrieved: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    model_calls: list[dict[str, Any]]
    """Which models were asked, with which prompts, and what came back."""
    error: str | None


class HandoffDetailOut(StaffHandoffOut):
    summary: SummaryOut
    note: str | None
    contact: dict[str, str] | None
    log: list[LogEntryOut]
    trace: list[AnswerTraceOut]
    close_reason: CloseReason | None


class PresenceIn(_In):
    is_available: bool = Field(description="Whether the agent takes conversations.", examples=[True])


class CloseIn(_In):
    reason: CloseReason = Field(examples=["answered"])


class TransferIn(_In):
    department: str | None = Field(
        None, max_length=100, description="`*` is the contact centre's own queue.", examples=["IMMD"]
    )
    username: str | None = Field(None, max_length=100, examples=["siuming.chan"])
    note: str = Field(min_length=1, max_length=2000, examples=["Asks about a lost passport."])


class ReassignIn(_In):
    username: str | None = Field(max_length=100, description="None puts it back into its queue.", examples=["m.wong"])


class ReplyIn(_In):
    text: str = Field(max_length=MAX_REPLY_LENGTH, examples=["Please bring form TD 558."])
    language: LanguageCode | None = Field(None, description="Else the text tells it.")
    suggestion_id: str | None = Field(None, max_length=36, pattern=r"^[\w-]+$", examples=[None])


class NoteIn(_In):
    text: str = Field(min_length=1, max_length=2000, examples=["Rang twice, no answer."])


class PendingReplyOut(BaseModel):
    id: str
    handoff_id: str
    text: str
    language: LanguageCode
    state: Literal["waiting", "approved", "edited", "rejected", "withdrawn"]
    created_at: datetime.datetime
    note: str | None
    decided_by: str | None


class PendingRepliesOut(BaseModel):
    to_decide: list[PendingReplyOut]
    mine: list[PendingReplyOut]


class SentOut(BaseModel):
    """The message that the citizen has, or the reply that waits for a supervisor."""

    message: MessageOut | None = None
    pending: PendingReplyOut | None = None


class DecisionIn(_In):
    verdict: Verdict = Field(examples=["approve"])
    text: str | None = Field(None, max_length=MAX_REPLY_LENGTH, examples=[None])
    note: str | None = Field(None, max_length=2000, examples=[None])


def handoffs_out(
    session: Session, handoffs: Sequence[Handoff], catalogue: Catalogue, *, language: str
) -> list[StaffHandoffOut]:
    glances, now = list_glances(session, handoffs), utc_now()
    return [
        StaffHandoffOut.model_validate(
            {
                "id": handoff.id,
                "conversation_id": handoff.conversation_id,
                "reference": handoff.reference,
                "reason": handoff.reason,
                "department": handoff.department,
                "department_name": catalogue.department_name(handoff.department, language),
                "language": handoff.language,
                "urgency": handoff.urgency,
                "state": handoff.state,
                "created_at": handoff.created_at,
                "queued_at": handoff.queued_at,
                "waiting_seconds": _waited(handoff, now),
                "agent": _agent_out(handoff),
                "reply_by": handoff.reply_by,
                **vars(glances[handoff.conversation_id]),
            }
        )
        for handoff in handoffs
    ]


def detail_out(session: Session, handoff: Handoff, assistant: Assistant, *, language: str) -> HandoffDetailOut:
    [glance] = handoffs_out(session, [handoff], assistant.catalogue, language=language)
    summary = summarise(session, handoff.conversation_id, language=language, catalogue=assistant.catalogue)
    log = read_log(session, handoff.conversation_id)
    answers = [entry.answer for entry in log if isinstance(entry, Message) and entry.answer]
    return HandoffDetailOut.model_validate(
        {
            **glance.model_dump(),
            "summary": asdict(summary),
            "note": handoff.note,
            "contact": handoff.contact,
            "log": [entry_out(entry, assistant, language=language) for entry in log],
            "trace": [_trace_out(answer) for answer in answers],
            "close_reason": handoff.close_reason,
        }
    )


def entry_out(entry: Message | HandoffStep, assistant: Assistant, *, language: str) -> LogEntryOut:
    if isinstance(entry, Message):
        return LogEntryOut(sequence=entry.sequence, message=message_out(entry, assistant))
    return LogEntryOut(sequence=entry.sequence, step=step_out(entry, assistant.catalogue, language=language))


def step_out(step: HandoffStep, catalogue: Catalogue, *, language: str) -> StepOut:
    return StepOut.model_validate(
        {
            "sequence": step.sequence,
            "kind": step.kind,
            "at": step.at,
            "actor": step.actor,
            "public_name": step.public_name,
            "department": step.department,
            "department_name": catalogue.department_name(step.department, language),
            "detail": step.detail,
        }
    )


def pending_out(pending: PendingReply) -> PendingReplyOut:
    return PendingReplyOut.model_validate(pending, from_attributes=True)


def _agent_out(handoff: Handoff) -> AgentOut | None:
    return AgentOut.model_validate(handoff.agent, from_attributes=True) if handoff.agent else None


def _trace_out(record: AnswerRecord) -> AnswerTraceOut:
    return AnswerTraceOut(
        sequence=record.message.sequence,
        status=Status(record.status),
        confidence=record.confidence,
        department=record.department,
        mode=record.mode,
        retrieved=record.retrieved,
        steps=record.trace,
        model_calls=record.model_calls or [],
        error=record.error,
    )


def _waited(handoff: Handoff, now: datetime.datetime) -> int:
    until = now if handoff.state == HandoffState.WAITING else handoff.claimed_at or handoff.ended_at or now
    return max(0, int((until - handoff.queued_at).total_seconds()))
