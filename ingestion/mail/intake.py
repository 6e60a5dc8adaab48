"""Is this mail new, and who reads it next?  Its bytes are kept before anything looks into them."""

from __future__ import annotations

import datetime
import hashlib
import logging
from enum import StrEnum

from sqlalchemy import Select, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, undefer

from assistant.database import utc_now
from assistant.signals import WORK, send_signal
from ingestion.mail.content_hash import content_hash
from ingestion.mail.header_fields import read_header_fields, split_header_block
from ingestion.mail.models import Mail

LEASE = datetime.timedelta(minutes=2)
"""Longer than any mail may take; afterwards the worker that claimed it is taken for dead."""
MAX_TRIES = 3
"""After so many failures a person has to look."""
MAX_LOST = 8
"""After so many workers that died over it, or beside it, a mail is left alone."""
_RETRY_SECONDS = (30, 300)
logger = logging.getLogger(__name__)


class MailState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    FILED = "filed"
    SET_ASIDE = "set_aside"
    FAILED = "failed"


class Stored(StrEnum):
    NEW = "new"
    KNOWN = "known"


def store(session: Session, mailbox: str, raw: bytes) -> Stored:
    """Keep the bytes once, however often and by however many ways at once the mail is delivered to the mailbox.

    Another content under a Message-ID that is there already is a mail of its own, and is marked.
    """
    name, digest, now = _message_id(raw), content_hash(raw), utc_now()
    first = _first_of_that_id(session, mailbox, name, digest) if name else None
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(Mail) if is_postgresql else sqlite.insert(Mail)
    statement = insert.values(
        mailbox=mailbox,
        message_id=name,
        content_hash=digest,
        raw=raw,
        size=len(raw),
        received_at=now,
        state=MailState.WAITING.value,
        same_id_as=first,
        due_at=now,
        attempts=0,
    ).on_conflict_do_nothing()
    if session.scalar(statement.returning(Mail.id)) is None:
        return Stored.KNOWN
    send_signal(session, WORK)
    return Stored.NEW


def claim(session: Session, *, lease: datetime.timedelta = LEASE) -> Mail | None:
    """The mail that has been due for longest, with its bytes; nobody else gets it until the lease ends."""
    now = utc_now()
    mail = session.scalar(due(now).options(undefer(Mail.raw)).with_for_update(skip_locked=True))
    if mail is None:
        return None
    if mail.state == MailState.CLAIMED and mail.attempts >= MAX_LOST:
        mail.state, mail.reason = MailState.FAILED.value, "workers have died over it again and again"
        session.flush()
        return None
    mail.state, mail.due_at = MailState.CLAIMED.value, now + lease
    mail.attempts += 1
    session.flush()
    return mail


def hold(session: Session, claimed: Mail) -> Mail | None:
    """The claimed mail's row, locked until the transaction ends; None where its claim has been lost to somebody."""
    row = session.scalar(select(Mail).where(Mail.id == claimed.id).with_for_update())
    is_ours = row is not None and (row.state, row.attempts) == (MailState.CLAIMED, claimed.attempts)
    return row if is_ours else None


def put_back(session: Session, claimed: Mail, reason: str) -> None:
    """It could not be filed: tried again later, or left to a person; its bytes stay where they are."""
    again = claimed.attempts < MAX_TRIES
    wait = _RETRY_SECONDS[min(claimed.attempts, len(_RETRY_SECONDS)) - 1]
    session.execute(
        update(Mail)
        .where(Mail.id == claimed.id, Mail.state == MailState.CLAIMED, Mail.attempts == claimed.attempts)
        .values(
            state=(MailState.WAITING if again else MailState.FAILED).value,
            due_at=utc_now() + datetime.timedelta(seconds=wait),
            reason=reason[:1000],
        )
    )
    logger.warning("mail %d could not be filed, try %d", claimed.id, claimed.attempts)


def due(now: datetime.datetime) -> Select[Mail]:
    waiting = (MailState.WAITING.value, MailState.CLAIMED.value)
    statement = select(Mail).where(Mail.state.in_(waiting), Mail.due_at <= now)
    return statement.order_by(Mail.due_at, Mail.id).limit(1)


def _message_id(raw: bytes) -> str:
    """As it stands there, at most 500 characters; empty where there is none."""
    name = read_header_fields(split_header_block(raw)[0]).raw("message-id")
    return " ".join(name.decode("ascii", "replace").replace("\x00", "").split())[:500]


def _first_of_that_id(session: Session, mailbox: str, name: str, digest: str) -> int | None:
    """The first other mail under that Message-ID; whoever stores one of the same at this moment waits."""
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(f"{mailbox}\n{name}".encode()).digest()[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
    others = select(Mail.id).where(Mail.mailbox == mailbox, Mail.message_id == name, Mail.content_hash != digest)
    return session.scalar(others.order_by(Mail.id).limit(1))
