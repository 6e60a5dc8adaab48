"""What have people corrected?  The classifier is trained with it beside the shipped lines."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor
from assistant.cases.models import Case, CaseMessage, Correction
from assistant.database import utc_now
from assistant.privacy import mask


def record_correction(
    session: Session, case: Case, *, actor: Actor, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    """What the machine had and what a person made of it, with the citizen's first text, masked."""
    first = select(CaseMessage).where(CaseMessage.case_id == case.id, CaseMessage.direction == "incoming")
    message = session.scalars(first.order_by(CaseMessage.sequence).limit(1)).one()
    session.add(
        Correction(
            case_id=case.id,
            subject=mask(message.subject, message.language).text,
            text=mask(message.body, message.language).text,
            language=message.language,
            before=dict(before),
            after=dict(after),
            actor=actor.name,
            at=utc_now(),
        )
    )
