"""Which systems are told of cases' events, and how does an admin change that over HTTP?"""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.states import CaseStepKind
from assistant.outgoing.models import Webhook
from assistant.outgoing.webhook_register import add_webhook, list_webhooks, remove_webhook
from ui.api.cases_wire import In
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"], responses=PROBLEM_RESPONSES)

Admin = Annotated[Actor, Depends(Requires(Permission.WEBHOOK_WRITE))]


class WebhookIn(In):
    name: str = Field(min_length=1, max_length=100, pattern=PLAIN_LINE, examples=["permit-system"])
    url: str = Field(max_length=2000, examples=["https://permits.example/hooks/civicdesk"])
    events: list[CaseStepKind] = Field(
        default_factory=list, max_length=50, description="None means all.", examples=[["referred", "closed"]]
    )
    departments: list[str] = Field(
        default_factory=list, max_length=100, description="None means all.", examples=[["HYD"]]
    )


class WebhookOut(BaseModel):
    id: str
    name: str
    url: str
    events: list[CaseStepKind]
    departments: list[str]
    is_active: bool
    created_at: datetime.datetime


class AddedWebhookOut(WebhookOut):
    secret: str = Field(description="Shown this once: it signs each call.")


class WebhooksOut(BaseModel):
    webhooks: list[WebhookOut]


@router.get("")
def list_all(actor: Admin, service: TheService) -> WebhooksOut:
    """Every system that is told; the secrets are not shown again."""
    with service.database.read() as session:
        return WebhooksOut(webhooks=[_out(webhook) for webhook in list_webhooks(session, actor=actor)])


@router.post("", status_code=201)
def add(actor: Admin, body: WebhookIn, service: TheService) -> AddedWebhookOut:
    """Tell another system from now on, by signed calls that are repeated until it has answered."""
    with service.database.write() as session:
        webhook = add_webhook(
            session,
            body.name,
            actor=actor,
            url=body.url,
            events=[kind.value for kind in body.events],
            departments=body.departments,
            catalogue=service.catalogue,
        )
        return AddedWebhookOut(**_out(webhook).model_dump(), secret=webhook.secret)


@router.delete("/{webhook_id}", status_code=204)
def remove(
    webhook_id: Annotated[str, Path(max_length=36, pattern=r"^[\w-]+$")], actor: Admin, service: TheService
) -> None:
    """Tell a system no more, at once."""
    with service.database.write() as session:
        remove_webhook(session, webhook_id, actor=actor)


def _out(webhook: Webhook) -> WebhookOut:
    return WebhookOut.model_validate(webhook, from_attributes=True)
