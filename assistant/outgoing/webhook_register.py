"""Which other systems are called, and who may say so?"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.catalogue import Catalogue
from assistant.cases.states import CaseStepKind
from assistant.cases.texts import written
from assistant.database import utc_now
from assistant.errors import InvalidInput, NotFound
from assistant.outgoing.models import Webhook
from assistant.outgoing.network_targets import check_url


def add_webhook(
    session: Session,
    name: str,
    *,
    url: str,
    actor: Actor,
    catalogue: Catalogue,
    events: Collection[str] = (),
    departments: Collection[str] = (),
) -> Webhook:
    """A system that is called from now on; its secret is shown once.  No events and no departments mean all of them."""
    actor.require(Permission.WEBHOOK_WRITE, *departments)
    name = written(name, "name", at_most=100)
    check_url(url)
    if unknown := set(events) - {kind.value for kind in CaseStepKind}:
        raise InvalidInput(f"no such event: {min(unknown)}", field="events")
    if unknown := set(departments) - set(catalogue.departments):
        raise InvalidInput(f"no such department: {min(unknown)}", field="departments")
    if session.scalar(select(Webhook).where(Webhook.name == name)):
        raise InvalidInput("there is a webhook of this name", field="name")
    webhook = Webhook(
        id=str(uuid.uuid4()),
        name=name,
        url=url,
        secret=secrets.token_urlsafe(32),
        events=sorted(set(events)),
        departments=sorted(set(departments)),
        is_active=True,
        created_at=utc_now(),
    )
    session.add(webhook)
    session.flush()
    record_event(session, actor, action="webhook.add", subject=webhook.id, name=name)
    return webhook


def remove_webhook(session: Session, name: str, *, actor: Actor) -> None:
    """By its name or id; what it has not yet been told goes with it.  Raises NotFound."""
    actor.require(Permission.WEBHOOK_WRITE)
    webhook = session.scalar(select(Webhook).where((Webhook.name == name) | (Webhook.id == name)))
    if webhook is None:
        raise NotFound("there is no such webhook")
    session.delete(webhook)
    session.flush()
    record_event(session, actor, action="webhook.remove", subject=webhook.id, name=webhook.name)


def list_webhooks(session: Session, *, actor: Actor) -> list[Webhook]:
    """All of them by name."""
    actor.require(Permission.WEBHOOK_WRITE)
    return list(session.scalars(select(Webhook).order_by(Webhook.name)))
