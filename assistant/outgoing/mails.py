"""Which mail is to be sent?  Written with the decision, in its transaction; the worker sends it afterwards."""

from __future__ import annotations

import re
import uuid
from enum import StrEnum

from sqlalchemy.orm import Session

from assistant.cases.models import Case
from assistant.database import utc_now
from assistant.languages import clean
from assistant.outgoing.caps import why_unacknowledged, why_unusable
from assistant.outgoing.models import OutgoingMail
from assistant.signals import WORK, send_signal

LONGEST_SUBJECT = 200
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,400}>")


class Purpose(StrEnum):
    ACKNOWLEDGEMENT = "acknowledgement"
    REPLY = "reply"
    QUESTION = "question"
    UPDATE = "update"
    ALERT = "alert"
    CORRECTION = "correction"
    """What an earlier answer said no longer holds."""


WRITTEN_BY_A_PERSON = (Purpose.REPLY, Purpose.QUESTION, Purpose.CORRECTION)


def queue_mail(
    session: Session,
    *,
    purpose: Purpose,
    recipient: str,
    subject: str,
    body: str,
    case: Case | None = None,
    in_reply_to: str = "",
    stopped: str | None = None,
) -> OutgoingMail:
    """A mail to exactly one recipient, with the Message-ID that it keeps however often it is sent.

    One that may not be sent is kept as `stopped` with the reason; `stopped` is a reason that the caller knows.
    """
    now = utc_now()
    stopped = stopped or why_unusable(recipient)
    if stopped is None and purpose is Purpose.ACKNOWLEDGEMENT:
        stopped = why_unacknowledged(session, recipient, now=now)
    mail = OutgoingMail(
        message_id=uuid.uuid4().hex,
        purpose=purpose.value,
        case_id=case.id if case else None,
        recipient=recipient[:320],
        subject=" ".join(clean(subject).split())[:LONGEST_SUBJECT],
        body=body.encode("utf-8", "replace").decode(),  # Half a character can be stored and sent nowhere.
        headers=_headers(purpose, in_reply_to),
        state="stopped" if stopped else "waiting",
        problem=stopped,
        created_at=now,
        due_at=now,
        attempts=0,
    )
    session.add(mail)
    session.flush()
    if not stopped:
        send_signal(session, WORK)
    return mail


def _headers(purpose: Purpose, in_reply_to: str) -> dict[str, str]:
    """Those by which another program knows an automatic mail (RFC 3834), and the mail that this one answers."""
    headers = {"X-Auto-Response-Suppress": "OOF, AutoReply"}
    if purpose is Purpose.ACKNOWLEDGEMENT:
        headers = {"Auto-Submitted": "auto-replied", "Precedence": "bulk", "X-Auto-Response-Suppress": "All"}
    elif purpose not in WRITTEN_BY_A_PERSON:
        headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    if _MESSAGE_ID.fullmatch(in_reply_to):
        headers |= {"In-Reply-To": in_reply_to, "References": in_reply_to}
    return headers
