"""Who was told something that no longer holds, and what do they hear now?"""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from assistant.accounts.permissions import Actor, Permission
from knowledge_base.recalls.deciding import dismiss, send
from knowledge_base.recalls.models import AnswerCorrection
from knowledge_base.recalls.opening import recall
from knowledge_base.recalls.reading import RecallCounts, Told, find_recall, list_recalls, list_told
from knowledge_base.recalls.states import Channel, CorrectionState, RecallKind, RecallState
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1", tags=["knowledge"], responses=PROBLEM_RESPONSES)

Recaller = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_RECALL))]
ArticleId = Annotated[str, Path(max_length=200, pattern=PLAIN_LINE)]


class RecallIn(BaseModel):
    version: int = Field(ge=1, examples=[3], description="One that was live and no longer is.")
    reason: str = Field(max_length=1000, examples=["The fee was wrong."])


class SendIn(BaseModel):
    text: str = Field(max_length=20_000, examples=["We have corrected what we told you about the fee."])


class DismissIn(BaseModel):
    reason: str = Field(max_length=1000, examples=["The citizen has rung meanwhile."])


class CorrectionOut(BaseModel):
    id: int
    conversation_id: str
    answer_id: str
    language: LanguageCode
    channel: Channel
    state: CorrectionState
    text: str | None = Field(description="What was sent, or said on the telephone.")
    decided_by: str | None
    decided_at: datetime.datetime | None
    note: str | None = Field(description="Why it was dismissed.")


class ToldOut(CorrectionOut):
    answered_at: datetime.datetime
    question: str = Field(description="What the citizen had asked, without personal data.")
    phone: str = Field(description="Whom to ring, where no mail address is known.")
    draft: str = Field(description="What the citizen would hear today; empty once it is decided.")


class RecallOut(BaseModel):
    id: int
    article_id: str
    version: int
    titles: dict[LanguageCode, str] = Field(description="Of the version that is called back, by language.")
    department: str
    kind: RecallKind
    reason: str
    author: str
    at: datetime.datetime
    state: RecallState
    conversations: int
    waiting: int = Field(description="Drafts that nobody has decided on.")
    sent: int


class RecallDetailOut(RecallOut):
    corrections: list[ToldOut]
    next: int | None = Field(description="Give it as `after` to read on; null at the end.")


class RecallsOut(BaseModel):
    recalls: list[RecallOut]
    next: int | None = Field(description="Give it as `before` to read on; null at the end.")


@router.post("/articles/{article_id:path}/recall", status_code=201)
def open_recall(article_id: ArticleId, body: RecallIn, actor: Recaller, service: TheService) -> RecallOut:
    """Call back the answers taken from a version that was corrected or withdrawn; asked twice, the same recall."""
    with service.database.write() as session:
        opened = recall(session, article_id, body.version, actor=actor, reason=body.reason)
        return _recall_out(find_recall(session, opened.id, actor=actor))


@router.get("/knowledge/recalls")
def read_recalls(
    actor: Recaller,
    service: TheService,
    state: RecallState | None = None,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RecallsOut:
    """The recalls of the caller's departments, the newest first."""
    with service.database.read() as session:
        recalls = list_recalls(session, actor=actor, state=state, before=before, limit=limit)
    last = recalls[-1].recall.id if len(recalls) == limit else None
    return RecallsOut(recalls=[_recall_out(counted) for counted in recalls], next=last)


@router.get("/knowledge/recalls/{recall_id}")
def read_recall(
    recall_id: int,
    actor: Recaller,
    service: TheService,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> RecallDetailOut:
    """One recall with the conversations that it concerns and the letters that they would get today."""
    with service.database.read() as session:
        counted = find_recall(session, recall_id, actor=actor)
        told = list_told(session, counted.recall, after=after, limit=limit)
    last = told[-1].correction.id if len(told) == limit else None
    return RecallDetailOut(**_recall_out(counted).model_dump(), corrections=[_told_out(one) for one in told], next=last)


@router.post("/knowledge/corrections/{correction_id}/send")
def send_correction(correction_id: int, body: SendIn, actor: Recaller, service: TheService) -> CorrectionOut:
    """Mail the text to the citizen, or note that it was said on the telephone."""
    with service.database.write() as session:
        return _correction_out(send(session, correction_id, actor=actor, text=body.text))


@router.post("/knowledge/corrections/{correction_id}/dismiss")
def dismiss_correction(correction_id: int, body: DismissIn, actor: Recaller, service: TheService) -> CorrectionOut:
    """Send nothing, for a reason."""
    with service.database.write() as session:
        return _correction_out(dismiss(session, correction_id, actor=actor, reason=body.reason))


def _recall_out(counted: RecallCounts) -> RecallOut:
    row = counted.recall
    return RecallOut(
        id=row.id,
        article_id=row.article_id,
        version=row.version,
        titles=counted.titles,
        department=row.department,
        kind=RecallKind(row.kind),
        reason=row.reason,
        author=row.author,
        at=row.at,
        state=RecallState(row.state),
        conversations=counted.conversations,
        waiting=counted.waiting,
        sent=counted.sent,
    )


def _correction_out(row: AnswerCorrection) -> CorrectionOut:
    return CorrectionOut.model_validate(row, from_attributes=True)


def _told_out(told: Told) -> ToldOut:
    return ToldOut(
        **_correction_out(told.correction).model_dump(),
        answered_at=told.answered_at,
        question=told.question,
        phone=told.phone,
        draft=told.draft,
    )
