"""What does the service suggest as the reply to a case?  Approved sentences for each of its matters, or why none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.drafting import DraftedPart, ReplyDraft, draft_reply, find_newest, list_matters
from assistant.cases.register import find_case
from assistant.suggestions.by_model.attempt import Failure
from assistant.suggestions.by_model.checks import OF_DRAFTS
from assistant.suggestions.by_model.phrasing import Phrased
from assistant.suggestions.reader import Reader
from ui.aimed_words import are_aimed
from ui.api.by_model_wire import ByModelOut, by_model_out
from ui.api.cases import CaseId
from ui.api.seen_case import AgentLanguage
from ui.api.suggestions_wire import PassageOut, SentenceOut, SourceOut, passage_out, sources_out
from ui.api.wire import LanguageCode
from ui.dependencies import TheModelWaits, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/cases/{case_id}", tags=["cases"], responses=PROBLEM_RESPONSES)

Suggester = Annotated[Actor, Depends(Requires(Permission.SUGGESTION_CREATE))]


@dataclass(frozen=True)
class _Drafted:
    """A draft, and what it was made for."""

    draft: ReplyDraft
    sequence: int
    """Of the citizen's newest text."""
    is_aimed: bool
    """True where some of what the citizen wrote speaks to a machine."""


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
    by_model: ByModelOut | None = Field(
        None, description="Where a language model was asked; what it is not offered for is in approved words."
    )


class DraftOut(BaseModel):
    """Nothing of it is sent until somebody sends it."""

    language: LanguageCode
    greeting: str
    parts: list[DraftPartOut]
    closing: str
    text: str = Field(description="All of it; empty where nothing is suggested.")
    can_be_phrased: bool = Field(description="Whether a language model can be asked for it in simple words.")
    is_stale: bool = Field(False, description="The citizen wrote while it was made: ask again.")


@router.get("/draft")
async def draft(
    case_id: CaseId, actor: Suggester, service: TheService, waits: TheModelWaits, language: AgentLanguage = "en"
) -> DraftOut:
    """Draft a reply in the citizen's language; each sentence has its source, and quiet parts say why they are quiet."""
    drafted = await waits.suggest(partial(_draft, case_id, actor, service, language))
    return _draft_out(drafted.draft, service, language)


@router.post("/draft")
async def phrase_draft(
    case_id: CaseId, actor: Suggester, service: TheService, waits: TheModelWaits, language: AgentLanguage = "en"
) -> DraftOut:
    """Ask a language model for the same draft in simple words; each part that fails a check keeps the approved ones."""
    drafted = await waits.suggest(partial(_draft, case_id, actor, service, language))
    phrased = await waits.help_staff(partial(_phrase, drafted, service))
    newest = await anyio.to_thread.run_sync(_newest_sequence, case_id, actor, service)
    if newest != drafted.sequence:
        phrased = drafted.draft
    made = _draft_out(phrased, service, language)
    return made.model_copy(update={"is_stale": newest != drafted.sequence})


def _draft(case_id: str, actor: Actor, service: Service, language: LanguageCode) -> _Drafted:
    with service.database.read() as session:
        case = find_case(session, case_id, actor=actor)
        matters, newest = list_matters(session, case), find_newest(session, case)
        session.expunge(case)
    audience = "internal" if actor.may(Permission.KNOWLEDGE_READ_INTERNAL) else "public"
    reader = Reader(language, audience, case.department)
    made = draft_reply(
        case,
        matters,
        lambda question: service.assistant.suggestions.suggest(question, reader),
        catalogue=service.catalogue,
    )
    is_aimed = case.injection_suspected or are_aimed(matter.question for matter in matters)
    return _Drafted(made, newest.sequence if newest else 0, is_aimed)


def _phrase(drafted: _Drafted, service: Service) -> ReplyDraft:
    spoken = [part for part in drafted.draft.parts if part.suggestion.quiet is None]
    if drafted.is_aimed:
        phrased = [Phrased(failure=Failure.WITHHELD) for _ in spoken]
    else:
        phrased = service.assistant.model_help.phrase_each([part.suggestion for part in spoken])
    simple = iter(phrased)
    parts = [replace(part, phrased=next(simple)) if part in spoken else part for part in drafted.draft.parts]
    return replace(drafted.draft, parts=tuple(parts))


def _newest_sequence(case_id: str, actor: Actor, service: Service) -> int:
    with service.database.read() as session:
        newest = find_newest(session, find_case(session, case_id, actor=actor))
    return newest.sequence if newest else 0


def _draft_out(made: ReplyDraft, service: Service, language: LanguageCode) -> DraftOut:
    return DraftOut.model_validate(
        {
            "language": made.language,
            "greeting": made.greeting,
            "parts": [_part_out(part, service, language) for part in made.parts],
            "closing": made.closing,
            "text": made.text,
            "can_be_phrased": bool(made.text) and service.assistant.model_help.is_there,
        }
    )


def _part_out(part: DraftedPart, service: Service, language: LanguageCode) -> DraftPartOut:
    made, phrased = part.suggestion, part.phrased
    return DraftPartOut.model_validate(
        {
            "summary": part.matter.summary,
            "number": part.matter.number,
            "is_quiet": made.quiet is not None,
            "why_quiet": made.why_quiet,
            "sentences": [{"text": s.text, "sources": list(s.sources)} for s in part.sentences],
            "sources": sources_out(made, service.assistant),
            "passages": [passage_out(passage, service.assistant) for passage in made.passages],
            "unanswered": made.unanswered,
            "confidence": made.confidence,
            "by_model": phrased and by_model_out(phrased, OF_DRAFTS, language=language),
        }
    )
