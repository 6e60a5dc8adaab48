"""How does an agent's console, or another desk system, get drafted replies?"""

from __future__ import annotations

from functools import partial
from typing import Annotated

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import APIRouter, Depends, Path, Request

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.draft import Question, Role, Turn
from assistant.suggestions.rewrites import rewrite
from ui.api.suggestions_wire import (
    RewriteIn,
    RewriteOut,
    SuggestionIn,
    SuggestionOut,
    VerdictIn,
    VerdictOut,
    department_named,
    suggestion_out,
)
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

AT_ONCE = 1
"""Suggestions of one process: they compute, and what people write to each other must not stand behind them."""
router = APIRouter(prefix="/api/v1/suggestions", tags=["suggestions"], responses=PROBLEM_RESPONSES)

Suggester = Annotated[Actor, Depends(Requires(Permission.SUGGESTION_CREATE))]


@router.post("", status_code=201)
async def suggest(body: SuggestionIn, actor: Suggester, service: TheService, request: Request) -> SuggestionOut:
    """Draft a reply for a conversation that was handed to the caller's department, or to a question from elsewhere."""
    limiter: CapacityLimiter = request.app.state.suggesting
    return await anyio.to_thread.run_sync(partial(_suggest, body, actor, service), limiter=limiter)


def _suggest(body: SuggestionIn, actor: Actor, service: Service) -> SuggestionOut:
    suggestions = service.assistant.suggestions
    if body.conversation_id is not None:
        kept = suggestions.for_conversation(body.conversation_id, actor=actor, agent_language=body.agent_language)
    else:
        history = tuple(Turn(Role(turn.role), turn.text) for turn in body.history)
        question = Question(body.text or "", body.language, history)
        kept = suggestions.for_question(
            question, actor=actor, agent_language=body.agent_language, department=body.department
        )
    return suggestion_out(kept, service.assistant)


@router.post("/rewrites")
def rewrite_draft(body: RewriteIn, actor: Suggester, service: TheService) -> RewriteOut:
    """Put a draft another way: shorter, with greeting and closing, or in the other Chinese script."""
    department = department_named(body.department, service.assistant, language=body.language) if body.department else ""
    text, language = rewrite(body.text, body.kind, language=body.language, department=department)
    return RewriteOut.model_validate({"text": text, "language": language})


@router.post("/{suggestion_id}/verdict")
def give_verdict(
    suggestion_id: Annotated[str, Path(max_length=64, pattern=r"^[\w-]+$")],
    body: VerdictIn,
    actor: Suggester,
    service: TheService,
) -> VerdictOut:
    """Tell what became of a suggestion: used, edited, rejected with a reason, or ignored."""
    record = service.assistant.suggestions.give_verdict(
        suggestion_id, actor=actor, verdict=body.verdict, text=body.text, reason=body.reason
    )
    seconds = (record.verdict_at - record.created_at).total_seconds() if record.verdict_at else 0.0
    return VerdictOut.model_validate(
        {"id": record.id, "verdict": record.verdict, "edit_distance": record.edit_distance, "seconds": seconds}
    )
