"""Which rows keep a case: what the citizen wrote, what was made of it, who has it, and by when?"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.conversations.models import Conversation
from assistant.database import Row, UtcDateTime


class Case(Row):
    """One matter of one citizen, under one number from the first report to the last reply."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_state_department", "state", "department"),
        Index("ix_cases_category_opened_at", "category", "opened_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    """What people say and write: `C-XXXX-XXXX`, the last character checks the others."""
    state: Mapped[str] = mapped_column(String(20))
    state_before_merge: Mapped[str | None] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))
    """email, web, api, phone or conversation."""
    language: Mapped[str] = mapped_column(String(7))
    """In which the citizen is written to."""
    summary: Mapped[str] = mapped_column(Text)
    case_type: Mapped[str] = mapped_column(String(20))
    category: Mapped[str] = mapped_column(String(100))
    priority: Mapped[str] = mapped_column(String(10))
    """emergency, urgent, normal or low."""
    department: Mapped[str | None] = mapped_column(String(100))
    """Who has it; None is the contact centre itself."""
    owner: Mapped[str | None] = mapped_column(String(100), index=True)
    """Username of the person in that department who has it."""
    triage: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the machine found, unchanged by corrections: category with alternatives, departments, priority, reasons."""
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`fields_as_json`, with what people have corrected."""
    issues: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The matters of the mail: {text, start, end, category, departments, triage, summary, case_number or null}, and
    `settled` where the reply covers it."""
    wants_reply: Mapped[bool | None] = mapped_column(Boolean)
    injection_suspected: Mapped[bool] = mapped_column(Boolean, default=False)
    review_reason: Mapped[str | None] = mapped_column(Text)
    """Why a person is to look; None once one has confirmed."""
    contact: Mapped[dict[str, str]] = mapped_column(JSON)
    """name, email, phone: each there only if the citizen has given it."""
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    access_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the secret in the citizen's mails and links, by which a reply finds its case."""
    request_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the request that reported it on the page: sent again, it opens no second case."""
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey(f"{Conversation.__tablename__}.id", ondelete="SET NULL"), index=True
    )
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    relation: Mapped[str | None] = mapped_column(String(20))
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    duplicate_of_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    """What looks like the same matter; a person decides."""
    returns: Mapped[int] = mapped_column(Integer, default=0)
    """How often departments have said "not ours"."""
    chasers: Mapped[int] = mapped_column(Integer, default=0)
    reopenings: Mapped[int] = mapped_column(Integer, default=0)
    opened_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)
    changed_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    clock_from: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    """From when its targets count: its opening, or its last reopening; never its referral."""
    respond_by: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    resolve_by: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)
    responded_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """When the citizen first had a reply from a person."""
    closed_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    closing: Mapped[dict[str, str] | None] = mapped_column(JSON)
    """What was done, why, and what happens next: done, why, next."""
    version: Mapped[int] = mapped_column(Integer, default=0)
    """Grows with each step: who changes what has changed since they looked is refused."""
    entry_count: Mapped[int] = mapped_column(Integer, default=0)
    """How far the case's log has come: its messages and steps share one numbering."""


class CaseMessage(Row):
    """One text of the case's log: from the citizen, to the citizen."""

    __tablename__ = "case_messages"
    __table_args__ = (UniqueConstraint("case_id", "sequence"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    sequence: Mapped[int] = mapped_column(Integer)
    direction: Mapped[str] = mapped_column(String(10))
    """incoming or outgoing."""
    channel: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    from_header: Mapped[str] = mapped_column(Text)
    segments: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """{kind, start, end} of the body; empty where all of it is the writer's own."""
    attachment_text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    """The mail's HTML part, cleaned; empty where there is none."""
    language: Mapped[str] = mapped_column(String(7))
    author: Mapped[str | None] = mapped_column(String(100))
    """Username of the member of staff who wrote it; None is the citizen, or the service itself."""
    mail_id: Mapped[int | None] = mapped_column(Integer, unique=True)
    """The row of `mails` it came from: a mail becomes a message once."""
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    attachments: Mapped[list[CaseAttachment]] = relationship(order_by="CaseAttachment.position")


class CaseAttachment(Row):
    """A file of a message.  Its name is for showing only; its bytes are given out once a scan has found them clean."""

    __tablename__ = "case_attachments"
    __table_args__ = (UniqueConstraint("message_id", "position"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("case_messages.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    filename: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    problem: Mapped[str | None] = mapped_column(Text)
    scan: Mapped[str] = mapped_column(String(10), index=True)
    """clean, held (not yet scanned) or infected."""


class CaseStep(Row):
    """One thing that happened to a case, in the case's own numbering; append-only, and the source of webhooks."""

    __tablename__ = "case_steps"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(100))
    department: Mapped[str | None] = mapped_column(String(100))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class Referral(Row):
    """A case's being sent to one department, and what the department said."""

    __tablename__ = "referrals"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    from_department: Mapped[str | None] = mapped_column(String(100))
    to_department: Mapped[str] = mapped_column(String(100), index=True)
    reason: Mapped[str] = mapped_column(Text)
    referred_by: Mapped[str] = mapped_column(String(100))
    referred_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(20))
    answered_by: Mapped[str | None] = mapped_column(String(100))
    answered_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    return_reason: Mapped[str | None] = mapped_column(Text)
    proposed_department: Mapped[str | None] = mapped_column(String(100))


class CaseAlert(Row):
    """A time at which somebody is to be told, once: a warning at three quarters of a target, its breach."""

    __tablename__ = "case_alerts"
    __table_args__ = (
        UniqueConstraint("case_id", "rule", "round"),
        Index("ix_case_alerts_fired_at_due_at", "fired_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    rule: Mapped[str] = mapped_column(String(30))
    """response_warning, response_breach, resolution_warning, resolution_breach, emergency or chased."""
    round: Mapped[int] = mapped_column(Integer)
    """How often the case had been reopened; of a chaser, which one it is."""
    due_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    fired_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """When what it would have warned of was done in time."""
    seen_by: Mapped[str | None] = mapped_column(String(100))


class CaseSubscriber(Row):
    """Somebody who wants to hear how a matter goes that somebody else has reported."""

    __tablename__ = "case_subscribers"
    __table_args__ = (UniqueConstraint("case_id", "email"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(7))
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


class Correction(Row):
    """What a person has corrected or confirmed: what the classifier is trained with beside the shipped lines."""

    __tablename__ = "case_corrections"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(Text)
    """Masked, like `text`: what is learnt from holds nobody's number or address."""
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(7))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """category, case_type, priority, department as the machine had them; `fields` that were wrong, by name."""
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


class TriageModel(Row):
    """A trained classifier; the newest one that was promoted serves, and without one the shipped one does."""

    __tablename__ = "triage_models"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    weights: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    corrections: Mapped[int] = mapped_column(Integer)
    """How many corrections it was trained with."""
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Before and after, by measure."""
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    promoted_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
