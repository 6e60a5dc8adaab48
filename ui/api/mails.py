"""Which mails have become no case, over HTTP, and how is one rescued?"""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from assistant.accounts.permissions import Actor, Permission
from ingestion.mail import set_aside
from ingestion.mail.models import Mail
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/mails", tags=["cases"], responses=PROBLEM_RESPONSES)


class MailOut(BaseModel):
    id: int
    mailbox: str = Field(examples=["tellme@city.example/INBOX"])
    received_at: datetime.datetime
    state: str = Field(description="set_aside or failed", examples=["set_aside"])
    kind: str | None = Field(examples=["auto_reply"])
    reason: str | None = Field(description="Which header or wording told it, in words for staff.")
    subject: str
    sender: str


class MailsOut(BaseModel):
    mails: list[MailOut]


@router.get("")
def list_mails(
    actor: Annotated[Actor, Depends(Requires(Permission.CASE_READ))],
    service: TheService,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> MailsOut:
    """What was set aside or could not be read, the newest first; for who serves every department."""
    with service.database.read() as session:
        return MailsOut(mails=[_out(mail) for mail in set_aside.list_unfiled(session, actor=actor, limit=limit)])


@router.post("/{mail_id}/rescue", status_code=204)
def rescue(
    mail_id: Annotated[int, Path(ge=1, le=2**31 - 1)],
    actor: Annotated[Actor, Depends(Requires(Permission.CASE_HANDLE))],
    service: TheService,
) -> None:
    """Make a case of it after all, or try again to read it; the worker does so at its next look."""
    with service.database.write() as session:
        set_aside.rescue(session, mail_id, actor=actor)


def _out(mail: Mail) -> MailOut:
    heads = set_aside.read_heads(mail)
    return MailOut(
        id=mail.id,
        mailbox=mail.mailbox,
        received_at=mail.received_at,
        state=mail.state,
        kind=mail.kind,
        reason=mail.reason,
        subject=heads.subject,
        sender=heads.sender,
    )
