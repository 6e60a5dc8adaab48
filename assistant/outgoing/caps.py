"""Which mail is not sent at all, so that nobody can flood others through the service and no loop goes on?"""

from __future__ import annotations

import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from assistant.outgoing.addresses import is_automatic, is_one_address, plain
from assistant.outgoing.models import OutgoingMail
from assistant.switches.off_switches import read_switches

ACKNOWLEDGEMENTS_AN_HOUR = 200
"""In all; a city's busiest hour has fewer, and a flood of forged mails has more."""
WINDOW = datetime.timedelta(hours=1)
_LIVE = ("waiting", "claimed", "sent", "failed")
_LOCK = 2_026_112_605
"""PostgreSQL's writers count one after the other.  Any fixed number does."""


def why_unusable(recipient: str) -> str | None:
    """Why no mail at all can go there, in words for staff."""
    return None if is_one_address(recipient) else "the address is not one that a mail can be sent to"


def why_unacknowledged(session: Session, recipient: str, *, now: datetime.datetime) -> str | None:
    """Why no automatic mail may go there now, in words for staff; from then on nobody else counts until the commit."""
    if is_automatic(recipient):
        return "nobody reads at this address"
    if read_switches(session).mail_off:
        return "mails to citizens are switched off"
    sent = _acknowledged(session, since=now - WINDOW)
    if plain(recipient) in sent:
        return "this address has had an acknowledgement within the hour"
    if len(sent) >= ACKNOWLEDGEMENTS_AN_HOUR:
        return f"{ACKNOWLEDGEMENTS_AN_HOUR} acknowledgements have been sent within the hour"
    return None


def _acknowledged(session: Session, *, since: datetime.datetime) -> list[str]:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    # A mail is never due before it was made, so that the index of states and times finds these few among any number.
    recipients = select(OutgoingMail.recipient).where(
        OutgoingMail.state.in_(_LIVE),
        OutgoingMail.due_at > since,
        OutgoingMail.created_at > since,
        OutgoingMail.purpose == "acknowledgement",
    )
    return [plain(recipient) for recipient in session.scalars(recipients)]
