"""How does a form become a case exactly once, however often it is sent?"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor
from assistant.cases.alerts import raise_emergency
from assistant.cases.models import Case
from assistant.cases.register import hash_token, open_case
from assistant.cases.report import Report
from assistant.cases.targets import Targets
from assistant.cases.texts import told
from assistant.cases.triage import Priority
from assistant.conversations.telling import tell_date
from assistant.outgoing.mails import Purpose, queue_mail


@dataclass(frozen=True)
class Taken:
    case: Case
    token: str | None
    """Opens the case beside its number; None where the request came again and the first answer may have told it."""
    text: str
    """What the citizen is told."""


def take_report(
    session: Session, report: Report, *, actor: Actor, targets: Targets, idempotency_key: str | None = None
) -> Taken:
    """Open the case, raise the alarm of an emergency, and write to the citizen where there is an address.

    The same key with the same report gives the case that it opened; two clients that happen to choose one key do not
    meet, as what they say differs.
    """
    request_key = _request_key(actor, idempotency_key, report) if idempotency_key else None
    try:
        with session.begin_nested():
            if (known := _find(session, request_key)) is not None:
                return Taken(known, _renew_token(known), received(known, report, targets))
            opened = open_case(session, report, targets=targets, actor=actor)
            opened.case.request_key = request_key
            session.flush()
    except IntegrityError:  # The same request, in the same moment, at another server.
        known = _find(session, request_key)
        if known is None:
            raise
        return Taken(known, None, received(known, report, targets))
    if opened.case.priority == Priority.EMERGENCY:
        raise_emergency(session, opened.case)
    text = received(opened.case, report, targets)
    _acknowledge(session, opened.case, text)
    return Taken(opened.case, opened.token, text)


def received(case: Case, report: Report, targets: Targets) -> str:
    """That the report is here, under which number, and by when somebody answers."""
    language = case.language
    return told(
        "received",
        language,
        number=case.number,
        department=targets.catalogue.department_name(report.triage.department.code, language),
        day=tell_date(case.resolve_by.astimezone(targets.hours.time_zone).date(), language),
    )


def _acknowledge(session: Session, case: Case, text: str) -> None:
    if address := case.contact.get("email"):
        subject = told("subject_received", case.language, number=case.number)
        body = f"{text}\n\n{told('footer', case.language, number=case.number)}"
        queue_mail(session, purpose=Purpose.ACKNOWLEDGEMENT, case=case, recipient=address, subject=subject, body=body)


def _request_key(actor: Actor, key: str, report: Report) -> str:
    said = [actor.name, key, report.text.body, sorted(report.contact.items()), [f.sha256 for f in report.text.files]]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _find(session: Session, request_key: str | None) -> Case | None:
    return session.scalar(select(Case).where(Case.request_key == request_key)) if request_key else None


def _renew_token(case: Case) -> str | None:
    """A new secret for a citizen who has nothing else: the first answer, with the first one, did not reach them."""
    if case.contact.get("email") or case.contact.get("phone"):
        return None
    token = secrets.token_urlsafe(24)
    case.access_hash = hash_token(token)
    return token
