"""Mails in a test: what citizens, programs and forgers send."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime

from assistant.database import utc_now

CITIZEN = "Chan Tai Man <tai.man@mail.example>"
LAMP = "The street lamp in front of 12 Garden Street has been dark since Monday. Please repair it."


def letter(
    text: str = LAMP,
    *,
    sender: str = CITIZEN,
    to: str = "help@city.example",
    subject: str = "Dark lamp",
    message_id: str | None = "<first@mail.example>",
    **headers: str,
) -> bytes:
    """The bytes of a mail; `headers` by name, with `_` for the dash."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(utc_now())
    if message_id is not None:
        mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()
