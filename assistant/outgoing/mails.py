"""Which mail is to be sent?  Written with the decision, in its transaction; the worker sends it afterwards."""

from __future__ import annotations

import uuid
from enum import StrEnum

from sqlalchemy.orm import Session

from assistant.cases.models import Case
from assistant.database import utc_now
from assistant.outgoing.models import OutgoingMail
from assistant.signals import WORK, send_signal


class Purpose(StrEnum):
    ACKNOWLEDGEMENT = "acknowledgement"
    REPLY = "reply"
    QUESTION = "question"
    UPDATE = "update"
    ALERT = "alert"


def queue_mail(
    session: Session, *, purpose: Purpose, recipient: str, subject: str, body: str, case: Case | None = None
) -> OutgoingMail:
    """A mail to exactly one recipient, with the Message-ID that it keeps however often it is sent."""
    now = utc_now()
    mail = OutgoingMail(
        message_id=f"<{uuid.uuid4().hex}@civicdesk.invalid>",
        purpose=purpose.value,
        case_id=case.id if case else None,
        recipient=recipient,
        subject=subject,
        body=body,
        headers={},
        state="waiting",
        created_at=now,
        due_at=now,
        attempts=0,
    )
    session.add(mail)
    session.flush()
    send_signal(session, WORK)
    return mail
