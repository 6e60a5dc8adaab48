"""Whose are the mails as they came, and for how long are they kept?"""

from __future__ import annotations

import email
from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement

from assistant.cases.models import Case, CaseMessage
from assistant.personal_data.identifiers import Identifier, IdentifierKind, read_address, read_text
from assistant.personal_data.stores import Link, Names, Period, Store
from ingestion.mail.content_hash import content_hash
from ingestion.mail.header_fields import read_header_fields, split_header_block
from ingestion.mail.intake import MailState
from ingestion.mail.models import Mail

_SENDERS = ("from", "reply-to", "sender", "return-path")
_MOST_BYTES = 65_536
"""So much of a mail is read for who is in it: its headers, and as good as always its text."""


def read_senders(raw: bytes) -> Iterator[Identifier]:
    fields = read_header_fields(split_header_block(raw)[0])
    for name in _SENDERS:
        for value in fields.all_raw(name):
            yield from read_address(value.decode("utf-8", "replace"))


def identify(raw: bytes) -> Identifier:
    """The same for every delivery of one mail."""
    return Identifier(IdentifierKind.MAIL, content_hash(raw))


def _whose(raw: bytes, state: str) -> Iterator[Identifier]:
    """Its senders; of a bounce, an automatic reply or spam everybody in it, since no citizen's matter hangs on it."""
    yield from read_senders(raw)
    if state == MailState.SET_ASIDE:
        for part in email.message_from_bytes(raw).walk():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and part.get_content_maintype() in ("text", "message"):
                yield from (one for _, _, one in read_text(content.decode("utf-8", "replace")))


def _identity(digest: str) -> Iterable[Identifier]:
    return [Identifier(IdentifierKind.MAIL, digest)]


def _is_settled() -> ColumnElement[bool]:
    return Mail.state.in_((MailState.FILED, MailState.SET_ASIDE, MailState.FAILED))


STORES = (
    Store(
        Mail,
        "mails as they came",
        at="received_at",
        belongs=("case_id", Case),
        identity=Names(("content_hash",), _identity),
        names=[Names(("raw", "state"), _whose, most_bytes=_MOST_BYTES)],
        links=[Link("id", CaseMessage, to_column="mail_id")],
        period=Period("mails", "received_at", _is_settled),
    ),
)
