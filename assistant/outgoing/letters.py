"""How does a row become a mail?  The same row gives the same Message-ID each time it is sent."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from assistant.outgoing.identity import Identity
from assistant.outgoing.models import OutgoingMail


def write_letter(mail: OutgoingMail, identity: Identity) -> EmailMessage:
    """Raises ValueError for a header that would be two; the email package checks each."""
    letter = EmailMessage()
    letter["From"] = Address(identity.name, addr_spec=identity.address)
    letter["To"] = Address(addr_spec=mail.recipient)
    letter["Subject"] = mail.subject
    letter["Date"] = format_datetime(mail.created_at)
    letter["Message-ID"] = message_id(mail, identity)
    if mail.case_id:
        letter["Reply-To"] = Address(identity.name, addr_spec=identity.reply_address(mail.case_id))
    for name, value in mail.headers.items():
        letter[name] = value
    letter.set_content(mail.body, charset="utf-8", cte="quoted-printable" if mail.body.isascii() else "base64")
    return letter


def message_id(mail: OutgoingMail, identity: Identity) -> str:
    """With the case's token, which comes back in the References of a reply."""
    token = f".{identity.tokens.make(mail.case_id)}" if mail.case_id else ""
    return f"<{mail.message_id}{token}@{identity.domain}>"
