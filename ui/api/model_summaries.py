"""What has happened, in a few lines, for the agent who takes over?  A model's summary, if it passes its check."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.drafting import own_text
from assistant.cases.models import CaseMessage
from assistant.cases.register import find_case, read_log
from assistant.conversations import handoffs, history
from assistant.suggestions.by_model.attempt import Failure
from assistant.suggestions.by_model.checks import OF_REWRITES
from assistant.suggestions.by_model.summarising import ModelSummary, Spoken
from ui.aimed_words import are_aimed
from ui.api.by_model_wire import ByModelOut, by_model_out
from ui.api.cases import CaseId
from ui.api.handoffs import HandoffId
from ui.api.seen_case import AgentLanguage
from ui.api.wire import LanguageCode
from ui.dependencies import TheModelWaits, TheService
from ui.model_waits import ModelWaits
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1", tags=["suggestions"], responses=PROBLEM_RESPONSES)

Suggester = Annotated[Actor, Depends(Requires(Permission.SUGGESTION_CREATE))]


class ModelSummaryOut(BaseModel):
    """What was written so far, in the caller's language; empty where it is not offered: the rules' summary stands."""

    language: LanguageCode
    matter: str = Field(examples=["Wants to renew a driving licence that has expired."])
    answered: list[str] = Field(description="What the citizen was told already.")
    open: list[str] = Field(description="What they asked and nobody has answered.")
    next: list[str] = Field(description="What they were told will happen, or were asked for.")
    by_model: ByModelOut


@router.post("/handoffs/{handoff_id}/summary", tags=["handoffs"])
async def summarise_conversation(
    handoff_id: HandoffId, actor: Suggester, service: TheService, waits: TheModelWaits, language: AgentLanguage = "en"
) -> ModelSummaryOut:
    """Have a language model sum up the conversation; it sees it without personal data, and may add no fact."""
    spoken = await anyio.to_thread.run_sync(_read_conversation, handoff_id, actor, service)
    return await _summarise(spoken, waits, service, language)


@router.post("/cases/{case_id}/summary", tags=["cases"])
async def summarise_case(
    case_id: CaseId, actor: Suggester, service: TheService, waits: TheModelWaits, language: AgentLanguage = "en"
) -> ModelSummaryOut:
    """Have a language model sum up the case's messages, as it does for a conversation."""
    spoken = await anyio.to_thread.run_sync(_read_case, case_id, actor, service)
    return await _summarise(spoken, waits, service, language)


async def _summarise(
    spoken: list[Spoken] | None, waits: ModelWaits, service: Service, language: LanguageCode
) -> ModelSummaryOut:
    if spoken is None:
        made = ModelSummary(failure=Failure.WITHHELD)
    else:
        made = await waits.help_staff(partial(service.assistant.model_help.summarise, spoken, language=language))
    written = made.summary
    return ModelSummaryOut(
        language=language,
        matter=written.matter if written else "",
        answered=written.answered if written else [],
        open=written.open if written else [],
        next=written.next if written else [],
        by_model=by_model_out(made, OF_REWRITES, language=language),
    )


def _read_conversation(handoff_id: str, actor: Actor, service: Service) -> list[Spoken]:
    actor.require(Permission.CONVERSATION_READ)
    with service.database.read() as session:
        handoff = handoffs.find_handoff(session, handoff_id, actor=actor)
        messages = history.list_messages(session, handoff.conversation_id)
        note = [Spoken("citizen", handoff.note, handoff.language)] if handoff.note else []
        return [*(Spoken(message.role, message.text, message.language) for message in messages), *note]


def _read_case(case_id: str, actor: Actor, service: Service) -> list[Spoken] | None:
    """None where some of what the citizen wrote speaks to a machine."""
    with service.database.read() as session:
        case = find_case(session, case_id, actor=actor)
        messages = [entry for entry in read_log(session, case.id) if isinstance(entry, CaseMessage)]
        spoken = [_spoken(message) for message in messages]
        is_aimed = case.injection_suspected or are_aimed(one.text for one in spoken if one.by == "citizen")
    return None if is_aimed else spoken


def _spoken(message: CaseMessage) -> Spoken:
    if message.direction == "incoming":
        return Spoken("citizen", "\n".join([message.subject, own_text(message)]).strip(), message.language)
    return Spoken("agent", message.body, message.language)
