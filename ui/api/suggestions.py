"""How does an agent's console, or another desk system, get drafted replies?"""

from __future__ import annotations

from functools import partial
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Path

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.draft import Question, Role, Turn
from assistant.suggestions.by_model.attempt import Failure
from assistant.suggestions.by_model.checks import OF_DRAFTS
from assistant.suggestions.by_model.phrasing import Phrased
from assistant.suggestions.rewrites import BY_MODEL, rewrite
from assistant.suggestions.suggestion import Suggestion
from ui.api.by_model_wire import PhrasedOut, by_model_out
from ui.api.rewrites_wire import RewriteIn, RewriteOut, reworded_out
from ui.api.suggestions_wire import (
    EarlierTurnIn,
    PhraseIn,
    SuggestionIn,
    SuggestionOut,
    VerdictIn,
    VerdictOut,
    department_named,
    sources_out,
    suggestion_out,
)
from ui.api.wire import LanguageCode
from ui.dependencies import TheModelWaits, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/suggestions", tags=["suggestions"], responses=PROBLEM_RESPONSES)

Suggester = Annotated[Actor, Depends(Requires(Permission.SUGGESTION_CREATE))]
SuggestionId = Annotated[str, Path(max_length=64, pattern=r"^[\w-]+$")]


@router.post("", status_code=201)
async def suggest(body: SuggestionIn, actor: Suggester, service: TheService, waits: TheModelWaits) -> SuggestionOut:
    """Draft a reply for a conversation that was handed to the caller's department, or to a question from elsewhere."""
    return await waits.suggest(partial(_suggest, body, actor, service))


def _suggest(body: SuggestionIn, actor: Actor, service: Service) -> SuggestionOut:
    suggestions = service.assistant.suggestions
    if body.conversation_id is not None:
        kept = suggestions.for_conversation(body.conversation_id, actor=actor, agent_language=body.agent_language)
    else:
        question = _question(body.text or "", body.language, body.history)
        kept = suggestions.for_question(
            question, actor=actor, agent_language=body.agent_language, department=body.department
        )
    return suggestion_out(kept, service.assistant)


@router.post("/rewrites")
async def rewrite_draft(body: RewriteIn, actor: Suggester, service: TheService, waits: TheModelWaits) -> RewriteOut:
    """Put a text another way: by rule, or by a language model whose words are checked against it and never sent."""
    if body.kind in BY_MODEL:
        language = body.to or body.language
        reword = partial(service.assistant.model_help.reword, body.text, body.kind, language=language)
        return reworded_out(await waits.help_staff(reword), body)
    return await anyio.to_thread.run_sync(_rewrite, body, service)


def _rewrite(body: RewriteIn, service: Service) -> RewriteOut:
    department = department_named(body.department, service.assistant, language=body.language) if body.department else ""
    text, language = rewrite(body.text, body.kind, language=body.language, department=department)
    return RewriteOut.model_validate({"text": text, "language": language})


@router.post("/{suggestion_id}/draft")
async def phrase_draft(
    suggestion_id: SuggestionId, body: PhraseIn, actor: Suggester, service: TheService, waits: TheModelWaits
) -> PhrasedOut:
    """Ask a language model for the draft in simple words, from the same approved passages; the agent picks and sends.

    What fails a check is repaired once and else not offered: the approved words stand.
    """
    model_help = service.assistant.model_help
    question = _question(body.text, body.language, body.history) if body.text is not None else None
    again = partial(
        model_help.suggest_again,
        suggestion_id,
        actor=actor,
        agent_language=body.agent_language,
        question=question,
    )
    suggestion = await waits.suggest(again)
    phrased = await waits.help_staff(partial(model_help.phrase, suggestion))
    keep = partial(model_help.keep, suggestion_id, phrased, actor=actor)
    phrased = await anyio.to_thread.run_sync(keep)
    return _phrased_out(suggestion_id, suggestion, phrased, service, body.agent_language)


@router.post("/{suggestion_id}/verdict")
def give_verdict(suggestion_id: SuggestionId, body: VerdictIn, actor: Suggester, service: TheService) -> VerdictOut:
    """Tell what became of a suggestion: used, edited, rejected with a reason, or ignored."""
    record = service.assistant.suggestions.give_verdict(
        suggestion_id, actor=actor, verdict=body.verdict, text=body.text, reason=body.reason, wording=body.wording
    )
    seconds = (record.verdict_at - record.created_at).total_seconds() if record.verdict_at else 0.0
    return VerdictOut.model_validate(
        {"id": record.id, "verdict": record.verdict, "edit_distance": record.edit_distance, "seconds": seconds}
    )


def _question(text: str, language: str | None, history: list[EarlierTurnIn]) -> Question:
    return Question(text, language, tuple(Turn(Role(turn.role), turn.text) for turn in history))


def _phrased_out(
    suggestion_id: str, suggestion: Suggestion, phrased: Phrased, service: Service, language: LanguageCode
) -> PhrasedOut:
    return PhrasedOut.model_validate(
        {
            "id": suggestion_id,
            "is_stale": phrased.failure is Failure.NEWER_MESSAGE,
            "language": suggestion.language,
            "draft": phrased.text,
            "sentences": [{"text": s.text, "sources": list(s.sources)} for s in phrased.sentences],
            "sources": sources_out(suggestion, service.assistant) if phrased.failure is None else [],
            "by_model": by_model_out(phrased, OF_DRAFTS, language=language),
        }
    )
