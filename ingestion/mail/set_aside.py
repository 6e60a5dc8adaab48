"""Which mails have become no case, and may a person make one of them after all?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.database import utc_now
from assistant.errors import NotFound, TransitionNotAllowed
from assistant.signals import WORK, send_signal
from ingestion.mail.encoded_words import decode_words
from ingestion.mail.header_fields import read_header_fields, split_header_block
from ingestion.mail.intake import MailState
from ingestion.mail.models import Mail
from ingestion.mail.parsed_mail import MessageKind

LONGEST_HEAD = 300
UNFILED = (MailState.SET_ASIDE, MailState.FAILED)


def list_unfiled(session: Session, *, actor: Actor, limit: int = 100) -> list[Mail]:
    """What was set aside or could not be read, the newest first; for who serves the contact centre as a whole."""
    actor.require(Permission.CASE_READ, None)
    unfiled = select(Mail).where(Mail.state.in_([state.value for state in UNFILED]))
    return list(session.scalars(unfiled.options(undefer(Mail.raw)).order_by(Mail.id.desc()).limit(limit)))


@dataclass(frozen=True)
class Heads:
    subject: str
    sender: str


def read_heads(mail: Mail) -> Heads:
    """What a person looks at to tell whether a mail was set aside rightly; read without parsing the mail."""
    block, _ = split_header_block(mail.raw)
    found = dict(reversed(read_header_fields(block).fields))
    return Heads(*(decode_words(found.get(name, b""))[:LONGEST_HEAD] for name in ("subject", "from")))


def rescue(session: Session, mail_id: int, *, actor: Actor) -> Mail:
    """File it as a citizen's mail at the worker's next look; whoever sent it is not acknowledged."""
    actor.require(Permission.CASE_HANDLE, None)
    mail = session.scalar(select(Mail).where(Mail.id == mail_id).with_for_update())
    if mail is None:
        raise NotFound("there is no such mail")
    if mail.state not in UNFILED:
        raise TransitionNotAllowed(f"a mail that is {mail.state.replace('_', ' ')} needs no rescue")
    mail.state, mail.kind, mail.attempts = MailState.WAITING.value, MessageKind.CITIZEN.value, 0
    mail.due_at, mail.filed_at = utc_now(), None
    record_event(session, actor, action="mail.rescue", subject=str(mail.id))
    send_signal(session, WORK)
    return mail
