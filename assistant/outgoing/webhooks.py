"""Which systems are told of what happens to a case?  Queued with the step, called by the worker afterwards."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.models import Case, CaseStep
from assistant.database import utc_now
from assistant.outgoing.models import Webhook, WebhookCall
from assistant.signals import WORK, send_signal


def queue_calls(session: Session, case: Case, step: CaseStep) -> None:
    """One call for each active webhook that wants this kind of event of this department."""
    wanted = [
        webhook
        for webhook in session.scalars(select(Webhook).where(Webhook.is_active))
        if (not webhook.events or step.kind in webhook.events)
        and (not webhook.departments or step.department in webhook.departments)
    ]
    for webhook in wanted:
        session.add(
            WebhookCall(
                webhook_id=webhook.id,
                case_id=case.id,
                sequence=step.sequence,
                payload=_payload(case, step),
                state="waiting",
                created_at=(now := utc_now()),
                due_at=now,
            )
        )
    if wanted:
        send_signal(session, WORK)


def _payload(case: Case, step: CaseStep) -> dict[str, object]:
    """Nothing that names the citizen: a system that may know more asks for the case with its key."""
    return {
        "event": f"case.{step.kind}",
        "number": case.number,
        "case_id": case.id,
        "sequence": step.sequence,
        "at": step.at.isoformat(),
        "state": case.state,
        "category": case.category,
        "priority": case.priority,
        "department": step.department,
        "resolve_by": case.resolve_by.isoformat(),
    }
