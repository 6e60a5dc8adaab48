"""Mails to be sent in a test."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from assistant.database import Database, utc_now
from assistant.outgoing.identity import Identity
from assistant.outgoing.mails import Purpose, queue_mail
from assistant.outgoing.models import OutgoingMail
from assistant.outgoing.reply_tokens import ReplyTokens
from assistant.outgoing.sending import MailSender
from assistant.outgoing.smtp import MailServer, read_smtp_url

IDENTITY = Identity("help@city.example", "City Hotline 城市熱線", ReplyTokens(b"a secret of the tests"))


def queue(database: Database, recipient: str = "tai.man@mail.example", **changes: Any) -> OutgoingMail:
    values: dict[str, Any] = {"purpose": Purpose.REPLY, "subject": "Your case", "body": "It is repaired.\n", **changes}
    with database.write() as session:
        return queue_mail(session, recipient=recipient, **values)


def sender(database: Database, url: str, **changes: Any) -> MailSender:
    server: MailServer | None = read_smtp_url(url)
    assert server is not None
    return MailSender(database, server, IDENTITY, **changes)


def rows(database: Database) -> list[OutgoingMail]:
    with database.read() as session:
        return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def make_due(database: Database) -> None:
    with database.write() as session:
        session.execute(update(OutgoingMail).values(due_at=utc_now()))
