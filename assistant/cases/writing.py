"""How does a text reach the citizen of a case?"""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor
from assistant.cases.clock import RESPONSE_RULES, cancel_alerts
from assistant.cases.models import Case, CaseMessage
from assistant.cases.states import Relation
from assistant.cases.steps import next_entry
from assistant.cases.texts import told
from assistant.database import utc_now
from assistant.errors import TransitionNotAllowed
from assistant.outgoing.mails import Purpose, queue_mail


def write_to_citizen(session: Session, case: Case, actor: Actor, text: str, *, purpose: Purpose, subject: str) -> None:
    """An entry of the log, and a mail where there is an address; without one the citizen reads it on the page.

    `subject` names a fixed text.  The caller holds the lock of the case and records the step.  An update is no reply.
    Raises TransitionNotAllowed for a part of a joint case: the lead keeps the citizen.
    """
    if case.relation == Relation.SUB_CASE:
        raise TransitionNotAllowed("the department that leads the joint case writes to the citizen")
    line = told(subject, case.language, number=case.number)
    address = case.contact.get("email")
    session.add(
        CaseMessage(
            id=str(uuid.uuid4()),
            case_id=case.id,
            sequence=next_entry(case),
            direction="outgoing",
            channel="email" if address else "web",
            subject=line,
            body=text,
            from_header="",
            segments=[],
            attachment_text="",
            html="",
            language=case.language,
            author=actor.name,
            created_at=utc_now(),
        )
    )
    if purpose is not Purpose.UPDATE and case.responded_at is None:
        case.responded_at = utc_now()
        cancel_alerts(session, case, RESPONSE_RULES)
    if address:
        body = f"{text}\n\n{told('footer', case.language, number=case.number)}"
        queue_mail(session, purpose=purpose, case=case, recipient=address, subject=line, body=body)
    session.flush()
