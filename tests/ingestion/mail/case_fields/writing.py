"""Mails of invented citizens, through the real parser."""

from __future__ import annotations

import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from assistant.cases.fields import FieldName
from ingestion.mail.case_fields.extract import extract_fields
from ingestion.mail.parsed_mail import ParsedMail
from ingestion.mail.parsing import parse_mail

HONG_KONG = datetime.timezone(datetime.timedelta(hours=8))
WEDNESDAY = datetime.datetime(2026, 3, 18, 15, 0, tzinfo=HONG_KONG)


def write_mail(
    body: str,
    *,
    subject: str = "",
    sender: str = "writer@mailbox.example",
    date: datetime.datetime | None = WEDNESDAY,
    html: str | None = None,
    attachment: str | None = None,
) -> ParsedMail:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "1823@civicdesk.example", subject
    if date:
        message["Date"] = format_datetime(date)
    if html is None:
        message.set_content(body)
    else:
        message.set_content(html, subtype="html")
    if attachment:
        message.add_attachment(attachment.encode(), maintype="text", subtype="plain", filename="note.txt")
    return parse_mail(message.as_bytes())


def find(field: FieldName, mail: ParsedMail) -> str | None:
    """The field's value, its evidence checked to be exact."""
    value = extract_fields(mail).fields[field]
    if value is None:
        return None
    assert value.evidence is not None
    evidence = value.evidence
    assert mail.part(evidence.part)[evidence.start : evidence.end] == evidence.text
    return value.value
