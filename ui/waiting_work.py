"""For how long has what the worker is to do been waiting?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.database import UtcDateTime, utc_now
from assistant.outgoing.models import OutgoingMail, WebhookCall
from ingestion.mail.models import Mail

OPEN = ("waiting", "claimed")


@dataclass(frozen=True)
class WaitingWork:
    """Seconds since the oldest that is not done came; None where nothing waits."""

    mail: int | None
    outgoing_mail: int | None
    webhook_call: int | None


def measure_waiting(session: Session) -> WaitingWork:
    now = utc_now()
    ages = []
    for row, since in (
        (Mail, Mail.received_at),
        (OutgoingMail, OutgoingMail.created_at),
        (WebhookCall, WebhookCall.created_at),
    ):
        oldest = session.scalar(select(func.min(since, type_=UtcDateTime())).where(row.state.in_(OPEN)))
        ages.append(None if oldest is None else max(0, int((now - oldest).total_seconds())))
    return WaitingWork(*ages)
