"""How does the assistant come to its answer, now or with drafts as if they were live?  Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.answer import Answer, Completeness, Outcome, Status
from assistant.answering.confidence import Thresholds, load_confidence
from assistant.answering.decide import TIE
from assistant.answering.draft import Question, Role, Turn
from assistant.answering.knowledge import Hit, Knowledge, Query, SearchResult
from assistant.assistant import Assistant
from knowledge_base.article import ArticleContent
from knowledge_base.models import VersionState, content_of
from knowledge_base.rehearsal import rehearse
from knowledge_base.versions import list_versions, pick
from knowledge_base.watched_knowledge import WatchedKnowledge
from ui.api.replays import EXAMPLE_DRAFT, DraftIn
from ui.api.wire import LanguageCode, PlainAnswerOut, TurnIn, plain_answer_out
from ui.dependencies import TheModelWaits, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/knowledge/try", tags=["knowledge"], responses=PROBLEM_RESPONSES)
Why = Literal[
    "fixed_text",
    "failed",
    "switched_off",
    "asked_by_title",
    "sure",
    "both_parts",
    "one_part",
    "tied",
    "unsure",
    "too_unsure",
    "nothing_found",
    "offers_case",
]
_BY_STATUS: dict[Status, Why] = {
    Status.HANDOFF_FAILURE: "failed",
    Status.HANDOFF_SWITCHED_OFF: "switched_off",
    Status.CASE_COMPLAINT: "offers_case",
    Status.CASE_SERVICE_REQUEST: "offers_case",
}


class TryIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str = Field(max_length=10_000, examples=["How do I renew my driving licence?"])
    language: LanguageCode | None = Field(None, description="Language of the page, if the text does not tell.")
    history: list[TurnIn] = Field(
        default_factory=list, max_length=50, description="Earlier turns, oldest first.", examples=[[]]
    )
    drafts: list[DraftIn] = Field(
        default_factory=list,
        max_length=20,
        description="Versions of one's own departments, taken for live.",
        examples=[[EXAMPLE_DRAFT]],
    )
    audience: Literal["public", "internal"] = Field("public", description="`internal` finds articles for staff too.")


class HitOut(BaseModel):
    article_id: str
    title: str
    version: int
    language: LanguageCode
    score: float
    dense_score: float
    keyword_score: float
    department: str
    state: VersionState


class RejectedOut(BaseModel):
    article_id: str
    score: float
    reason: str = Field(examples=["expired"])


class UnderstoodOut(BaseModel):
    language: LanguageCode
    intent: str | None
    question: str = Field(description="As it was searched for: without personal data, with the turns it needs.")
    parts: list[str] = Field(description="The two questions of the message, where it holds two.")


class DecisionOut(BaseModel):
    confidence: float
    thresholds: dict[str, float] = Field(description="Confidence to answer, to ask back, and to name a department.")
    tie: float = Field(description="Share of the best score by which the second must stay behind.")
    why: Why


class TriedOut(BaseModel):
    answer: PlainAnswerOut
    trace: list[dict[str, Any]] = Field(description="Each step with its milliseconds and what it decided from.")
    hits: list[HitOut]
    rejected: list[RejectedOut]
    features: dict[str, float]
    understood: UnderstoodOut
    decision: DecisionOut


@router.post("")
async def try_out(
    body: TryIn,
    service: TheService,
    waits: TheModelWaits,
    actor: Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_EDIT))],
) -> TriedOut:
    """Answer a question and show every step, what was found and what was put aside."""
    return await waits.run(partial(_try_out, body, service, actor))


def _try_out(body: TryIn, service: Service, actor: Actor, ask_model: bool) -> TriedOut:
    if body.audience == "internal":
        actor.require(Permission.KNOWLEDGE_READ_INTERNAL)
    states, contents = _read_drafts(service, body.drafts, actor)
    knowledge: Knowledge = rehearse(service.database, service.knowledge, contents) if contents else service.knowledge
    watched = WatchedKnowledge(knowledge, audience=body.audience)
    assistant = Assistant(
        watched,
        service.database,
        service.catalogue,
        hours=service.assistant.hours,
        models=service.models,
        patience_seconds=service.settings.model_patience_seconds,
    )
    history = tuple(Turn(Role(turn.role), turn.text) for turn in body.history)
    first = assistant.begin_answer(Question(body.question, body.language, history))
    answer = assistant.finish_answer(first, ask_model)
    query, result = watched.searches[0] if watched.searches else (None, SearchResult((), (), {}, "keyword"))
    thresholds = load_confidence().thresholds(result.features)
    return TriedOut(
        answer=plain_answer_out(answer, assistant),
        trace=[{**step.detail, "step": step.step, "duration_ms": step.duration_ms} for step in answer.trace],
        hits=[_hit_out(hit, states) for hit in result.hits],
        rejected=[RejectedOut(article_id=r.article_id, score=r.score, reason=r.reason) for r in result.rejected],
        features=result.features,
        understood=_understood(answer, query),
        decision=DecisionOut(
            confidence=answer.confidence,
            thresholds=asdict(thresholds),
            tie=TIE,
            why=_why(answer, result, thresholds),
        ),
    )


def _read_drafts(
    service: Service, drafts: Sequence[DraftIn], actor: Actor
) -> tuple[dict[str, VersionState], list[ArticleContent]]:
    """The states of the drafts by article, and what they say.  Raises ArticleNotFound, PermissionDenied."""
    with service.database.read() as session:
        versions = [pick(list_versions(session, draft.article_id), draft.version) for draft in drafts]
        actor.require(Permission.KNOWLEDGE_EDIT, *(version.department for version in versions))
        states = {version.article_id: VersionState(version.state) for version in versions}
        return states, [content_of(version) for version in versions]


def _hit_out(hit: Hit, states: dict[str, VersionState]) -> HitOut:
    return HitOut(
        article_id=hit.article_id,
        title=hit.title,
        version=hit.version,
        language=hit.language,
        score=hit.score,
        dense_score=hit.dense_score,
        keyword_score=hit.keyword_score,
        department=hit.department,
        state=states.get(hit.article_id, VersionState.PUBLISHED),
    )


def _understood(answer: Answer, query: Query | None) -> UnderstoodOut:
    noted: dict[str, Any] = {}
    for step in answer.trace:
        if step.step in ("screen", "understand"):
            noted |= step.detail
    return UnderstoodOut(
        language=answer.language,
        intent=noted.get("intent"),
        question=query.text if query else "",
        parts=noted.get("parts", []),
    )


def _why(answer: Answer, result: SearchResult, thresholds: Thresholds) -> Why:
    """Which rule decided, as a code; the pages have its words."""
    if answer.status in _BY_STATUS:
        return _BY_STATUS[answer.status]
    if answer.outcome is Outcome.ANSWERED:
        return _why_answered(answer)
    if not any(step.step == "decide" for step in answer.trace):
        return "fixed_text"
    if answer.outcome is Outcome.CLARIFY:
        return "tied" if answer.confidence >= thresholds.answer else "unsure"
    return "too_unsure" if result.hits else "nothing_found"


def _why_answered(answer: Answer) -> Why:
    if answer.completeness is Completeness.PARTIAL:
        return "one_part"
    if len(answer.citations) > 1:
        return "both_parts"
    return "asked_by_title" if answer.confidence == 1.0 else "sure"
