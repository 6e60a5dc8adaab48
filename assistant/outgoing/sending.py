"""How does a queued mail leave?  Claimed, given to the server, noted as sent.

SMTP is at-least-once: a sender that dies between the server's "taken" and its own note leaves a mail that another sends
again, under the same Message-ID, by which the receiver's program can tell that it is one.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from assistant.database import Database, utc_now
from assistant.outgoing.identity import Identity
from assistant.outgoing.letters import write_letter
from assistant.outgoing.models import OutgoingMail
from assistant.outgoing.smtp import Connection, MailServer, Reply, Verdict
from assistant.outgoing.waits import MAIL_WAITS, next_try
from assistant.switches.off_switches import read_switches

LEASE = datetime.timedelta(minutes=5)
"""Longer than the server's every step may take; afterwards the sender is taken for dead."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class MailSender:
    database: Database
    server: MailServer
    identity: Identity
    lease: datetime.timedelta = LEASE

    def send_due(self, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Send what is due over one connection, and say how many mails the server has taken."""
        connection: Connection | None = None
        taken = 0
        try:
            while not stopping() and (mail := self._claim()):
                if connection is None:
                    try:
                        connection = self.server.connect()
                    except OSError as error:
                        self._note(mail, Reply(Verdict.LATER, f"{type(error).__name__}: {error}"[:500]))
                        return taken
                reply = self._send(connection, mail)
                self._note(mail, reply)
                if reply.verdict is Verdict.LATER:
                    connection.close()
                    connection = None
                taken += reply.verdict is Verdict.TAKEN
        finally:
            if connection is not None:
                connection.close()
        return taken

    def _send(self, connection: Connection, mail: OutgoingMail) -> Reply:
        if self.identity.is_own(mail.recipient):
            return Reply(Verdict.NEVER, "the address is our own")
        try:
            letter = write_letter(mail, self.identity)
        except ValueError as error:
            return Reply(Verdict.NEVER, f"cannot be written as a mail: {error}")
        return connection.send(letter)

    def _claim(self) -> OutgoingMail | None:
        with self.database.read() as session:
            if read_switches(session).mail_off or session.scalar(_due(utc_now())) is None:
                return None
        with self.database.write() as session:
            return claim(session, lease=self.lease)

    def _note(self, mail: OutgoingMail, reply: Reply) -> None:
        with self.database.write() as session:
            note(session, mail, reply)
        if reply.verdict is not Verdict.TAKEN:
            logger.warning("outgoing mail %d: %s, %s", mail.id, reply.verdict, reply.words.partition(" ")[0])


def claim(session: Session, *, lease: datetime.timedelta) -> OutgoingMail | None:
    """The mail that has been due for longest, which nobody else gets until the lease ends."""
    now = utc_now()
    mail = session.scalar(_due(now).with_for_update(skip_locked=True))
    if mail is not None:
        mail.state, mail.due_at = "claimed", now + lease
        mail.attempts += 1
        session.flush()
    return mail


def note(session: Session, mail: OutgoingMail, reply: Reply) -> None:
    """What became of a claimed mail; nothing where another sender has claimed it since."""
    now = utc_now()
    values: dict[str, object] = {"state": "sent", "sent_at": now, "problem": None}
    if reply.verdict is not Verdict.TAKEN:
        again = next_try(mail.attempts, MAIL_WAITS, now=now) if reply.verdict is Verdict.LATER else None
        values = {"state": "waiting" if again else "failed", "due_at": again or now, "problem": reply.words}
    ours = (OutgoingMail.id == mail.id, OutgoingMail.state == "claimed", OutgoingMail.attempts == mail.attempts)
    session.execute(update(OutgoingMail).where(*ours).values(**values))


def _due(now: datetime.datetime) -> Select[OutgoingMail]:
    due = select(OutgoingMail).where(OutgoingMail.state.in_(("waiting", "claimed")), OutgoingMail.due_at <= now)
    return due.order_by(OutgoingMail.due_at, OutgoingMail.id).limit(1)
