"""What would change if these drafts were published?  The worker asks; here is what it found."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from assistant.accounts.permissions import Actor, Permission
from knowledge_base.replays import register
from knowledge_base.replays.comparison import Kind
from knowledge_base.replays.models import Replay
from knowledge_base.replays.register import DraftOf, ReplayState
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/knowledge/replays", tags=["knowledge"], responses=PROBLEM_RESPONSES)
Editor = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_EDIT))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


EXAMPLE_DRAFT = {"article_id": "td-renew-driving-licence", "version": 1}


class DraftIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    article_id: str = Field(max_length=200, pattern=PLAIN_LINE, examples=["td-renew-driving-licence"])
    version: int = Field(ge=1, le=2**31 - 1, examples=[1])

    def value(self) -> DraftOf:
        return DraftOf(self.article_id, self.version)


class ReplayIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    drafts: list[DraftIn] = Field(
        max_length=register.MOST_DRAFTS,
        description="One of an article; none replays what is live alone.",
        examples=[[EXAMPLE_DRAFT]],
    )
    days: int = Field(
        1,
        ge=0,
        le=register.LONGEST_DAYS,
        description="Of citizens' questions; 0 for golden ones alone.",
        examples=[1],
    )
    department: str | None = Field(
        None, max_length=100, pattern=PLAIN_LINE, description="Whose questions alone.", examples=["TD"]
    )


class StartedReplayOut(BaseModel):
    id: int


class DraftOut(BaseModel):
    article_id: str
    version: int
    department: str


class ProgressOut(BaseModel):
    done: int
    total: int


class GroupOut(BaseModel):
    department: str
    language: LanguageCode
    asked: int
    right_live: int
    right_draft: int
    lost: int = Field(description="Right now, and not with the drafts.")
    margin: int = Field(description="So many may be lost.")
    falls: bool


class ToldOut(BaseModel):
    outcome: str = Field(examples=["answered"])
    article_id: str | None
    title: str
    confidence: float


class ChangeOut(BaseModel):
    question: str = Field(description="Without personal data; empty where it was asked of another department.")
    language: LanguageCode
    kind: Kind
    department: str | None
    expected: str | None = Field(description="A golden question's article; null where a person must answer.")
    live: ToldOut
    draft: ToldOut
    better: bool | None = Field(description="Null where nobody has said what is right, or both are.")


class GoldenResultOut(BaseModel):
    by_group: list[GroupOut]
    wrong: list[ChangeOut] = Field(description="Golden questions that are not right with the drafts.")


class AskedResultOut(BaseModel):
    asked: int
    same: int
    changed: int


class ResultOut(BaseModel):
    golden: GoldenResultOut
    questions: AskedResultOut
    changes: list[ChangeOut] = Field(description="What is answered differently, worst first, at most 300.")
    passed: bool


class ReplayLineOut(BaseModel):
    id: int
    state: ReplayState
    progress: ProgressOut
    drafts: list[DraftOut]
    department: str | None
    days: int
    created_at: datetime.datetime
    ended_at: datetime.datetime | None
    author: str
    passed: bool | None


class ReplayOut(ReplayLineOut):
    result: ResultOut | None
    problem: str | None


class ReplaysOut(BaseModel):
    replays: list[ReplayLineOut]
    next: int | None = Field(description="Give it as `after` for the ones before; null at the end.")


@router.post("", status_code=202)
def ask(body: ReplayIn, service: TheService, actor: Editor) -> StartedReplayOut:
    """Replay drafts of one's own departments; the worker does, within a minute or two."""
    with service.database.write() as session:
        drafts = [draft.value() for draft in body.drafts]
        replay = register.ask_replay(session, drafts, actor=actor, days=body.days, department=body.department)
        return StartedReplayOut(id=replay.id)


@router.get("")
def list_replays(
    service: TheService,
    actor: Editor,
    after: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> ReplaysOut:
    """The replays of one's own departments, the newest first."""
    with service.database.read() as session:
        found = register.list_replays(session, actor=actor, before=after, limit=limit + 1)
    lines = [ReplayLineOut(**_line(replay)) for replay in found[:limit]]
    return ReplaysOut(replays=lines, next=lines[-1].id if len(found) > limit else None)


@router.get("/{replay_id}")
def read_replay(replay_id: Number, service: TheService, actor: Editor) -> ReplayOut:
    """How far a replay is, and what it found."""
    with service.database.read() as session:
        replay = register.find_replay(session, replay_id, actor=actor)
    return ReplayOut(**_line(replay), result=_result(replay.result, actor), problem=replay.problem)


def _line(replay: Replay) -> dict[str, Any]:
    return {
        "id": replay.id,
        "state": ReplayState(replay.state),
        "progress": ProgressOut(done=replay.done, total=replay.total),
        "drafts": [DraftOut(**draft) for draft in replay.drafts],
        "department": replay.department,
        "days": replay.days,
        "created_at": replay.created_at,
        "ended_at": replay.ended_at,
        "author": replay.author,
        "passed": replay.result and replay.result["passed"],
    }


def _result(result: Mapping[str, Any] | None, actor: Actor) -> ResultOut | None:
    if result is None:
        return None
    changes = [_readable(change, actor) for change in result["changes"]]
    return ResultOut.model_validate({**result, "changes": changes})


def _readable(change: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """What citizens asked of a department is read by those who serve it."""
    is_hidden = change["kind"] == Kind.ASKED and not actor.serves(change["department"])
    return {**change, "question": ""} if is_hidden else change
