"""What does a citizen read whose mail has become a case?  Fixed text with the number, and nothing that they wrote."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.answering.answer import Status
from assistant.answering.wording import load_wording
from assistant.cases.alerts import raise_mail_loop
from assistant.cases.models import Case
from assistant.cases.texts import told
from assistant.cases.triage import Priority
from assistant.conversations.telling import tell_date
from assistant.database import utc_now
from assistant.outgoing.caps import WINDOW
from assistant.outgoing.identity import Identity
from assistant.outgoing.mails import Purpose, queue_mail
from assistant.outgoing.models import OutgoingMail
from ingestion.mail.parsed_mail import MessageKind, ParsedMail
from ingestion.mail.sender_checks import Dmarc

LOOP_AFTER = 5
"""So many mails within the hour from an address that has had its acknowledgement look like a program that answers."""


def acknowledge(session: Session, case: Case, mail: ParsedMail, *, identity: Identity, dmarc: Dmarc) -> None:
    """Queue the acknowledgement to the sender, or keep it with the reason why it is not sent."""
    subject = told("subject_acknowledgement", case.language, number=case.number)
    queued = queue_mail(
        session,
        purpose=Purpose.ACKNOWLEDGEMENT,
        recipient=mail.from_address,
        subject=subject,
        body=_body(case),
        case=case,
        in_reply_to=mail.message_id,
        stopped=_why_not(mail, identity, dmarc),
    )
    if queued.state == "stopped" and _looks_like_loop(session, mail.from_address):
        raise_mail_loop(session, case)


def _body(case: Case) -> str:
    local = case.respond_by.astimezone()
    text = told("acknowledgement", case.language, number=case.number, day=tell_date(local.date(), case.language))
    if case.priority != Priority.EMERGENCY:
        return text
    danger = load_wording().text(Status.EMERGENCY_DANGER.value, case.language).replace("**", "")
    return f"{danger}\n\n{text}"


def _why_not(mail: ParsedMail, identity: Identity, dmarc: Dmarc) -> str | None:
    if mail.kind is not MessageKind.CITIZEN:
        return "the mail was written by a program"
    if not mail.from_address or mail.headers.get("return-path", "").strip() == "<>":
        return "the mail has no sender"
    if dmarc is Dmarc.FAIL:
        return "the sender's domain says that the mail is not its own (DMARC)"
    return "the sender is our own address" if identity.is_own(mail.from_address) else None


def _looks_like_loop(session: Session, address: str) -> bool:
    stopped = select(func.count()).where(
        OutgoingMail.state == "stopped",
        OutgoingMail.recipient == address[:320],
        OutgoingMail.created_at > utc_now() - WINDOW,
    )
    return session.scalar(stopped) == LOOP_AFTER
