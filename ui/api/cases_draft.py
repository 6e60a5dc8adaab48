"""What does the service suggest as the reply to a case?  Approved sentences for each of its matters, or why none."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.drafting import DraftedPart, ReplyDraft, draft_reply, list_matters
from assistant.cases.register import find_case
from assistant.suggestions.reader import Reader
from ui.api.cases import CaseId
from ui.api.seen_case import AgentLanguage
from ui.api.suggestions_wire import PassageOut, SentenceOut, SourceOut, passage_out, sources_out
from ui.api.wire import LanguageCode
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/cases/{case_id}", tags=["cases"], responses=PROBLEM_RESPONSES)


class DraftPartOut(BaseModel):
    """One matter of the mail."""

    summary: str
    number: str | None = Field(description="Of the case into which it was split off.")
    is_quiet: bool
    why_quiet: str = Field(description="Why nothing is suggested, in the caller's language.")
    sentences: list[SentenceOut]
    sources: list[SourceOut]
    passages: list[PassageOut] = Field(description="What was found beside it, for the caller to read.")
    unanswered: str
    confidence: float = Field(ge=0, le=1)


class DraftOut(BaseModel):
    """Nothing of it is sent until somebody sends it."""

    language: LanguageCode
    greeting: str
    parts: list[DraftPartOut]
    closing: str
    text: str = Field(description="All of it; empty where nothing is suggested.")


@router.get("/draft")
async def draft(
    case_id: CaseId,
    actor: Annotated[Actor, Depends(Requires(Permission.SUGGESTION_CREATE))],
    service: TheService,
    request: Request,
    language: AgentLanguage = "en",
) -> DraftOut:
    """Draft a reply in the citizen's language; each sentence has its source, and quiet parts say why they are quiet."""
    limiter: CapacityLimiter = request.app.state.suggesting
    return await anyio.to_thread.run_sync(partial(_draft, case_id, actor, service, language), limiter=limiter)


def _draft(case_id: str, actor: Actor, service: Service, language: LanguageCode) -> DraftOut:
    with service.database.read() as session:
        case = find_case(session, case_id, actor=actor)
        matters = list_matters(session, case)
        session.expunge(case)
    audience = "internal" if actor.may(Permission.KNOWLEDGE_READ_INTERNAL) else "public"
    reader = Reader(language, audience, case.department)
    made = draft_reply(
        case,
        matters,
        lambda question: service.assistant.suggestions.suggest(question, reader),
        catalogue=service.catalogue,
    )
    return _draft_out(made, service)


def _draft_out(made: ReplyDraft, service: Service) -> DraftOut:
    return DraftOut.model_validate(
        {
            "language": made.language,
            "greeting": made.greeting,
            "parts": [_part_out(part, service) for part in made.parts],
            "closing": made.closing,
            "text": made.text,
        }
    )


def _part_out(part: DraftedPart, service: Service) -> DraftPartOut:
    made = part.suggestion
    return DraftPartOut.model_validate(
        {
            "summary": part.matter.summary,
            "number": part.matter.number,
            "is_quiet": made.quiet is not None,
            "why_quiet": made.why_quiet,
            "sentences": [{"text": s.text, "sources": list(s.sources)} for s in made.sentences],
            "sources": sources_out(made, service.assistant),
            "passages": [passage_out(passage, service.assistant) for passage in made.passages],
            "unanswered": made.unanswered,
            "confidence": made.confidence,
        }
    )
