"""How do editors keep the questions that must go right?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from knowledge_base import golden
from knowledge_base.golden import Golden
from knowledge_base.models import GoldenQuestion
from knowledge_base.register import list_titles
from knowledge_base.replays.register import ask_replay
from ui.api.replays import StartedReplayOut
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/knowledge/golden", tags=["knowledge"], responses=PROBLEM_RESPONSES)
Editor = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_EDIT))]
Department = Annotated[str | None, Query(max_length=100, pattern=PLAIN_LINE)]
GoldenId = Annotated[int, Path(ge=1, le=2**31 - 1)]


class GoldenIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    department: str = Field(max_length=100, pattern=PLAIN_LINE, examples=["TD"])
    language: LanguageCode
    question: str = Field(max_length=golden.LONGEST, examples=["How do I renew my driving licence?"])
    article_id: str | None = Field(
        None,
        max_length=200,
        pattern=PLAIN_LINE,
        description="The right article; null where a person must answer.",
        examples=["td-renew-driving-licence"],
    )


class GoldenOut(BaseModel):
    id: int
    department: str
    language: LanguageCode
    question: str
    article_id: str | None
    title: str | None = Field(description="Of the article as it is live; null while it is not.")
    author: str
    changed_at: datetime.datetime


class GoldenQuestionsOut(BaseModel):
    questions: list[GoldenOut]
    next: int | None = Field(description="Give it as `after` for the next ones; null at the end.")


@router.get("")
def list_questions(
    service: TheService,
    actor: Editor,
    department: Department = None,
    language: LanguageCode | None = None,
    q: Annotated[str, Query(max_length=200, pattern=PLAIN_LINE, description="Words of it, or its article's id.")] = "",
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> GoldenQuestionsOut:
    """The golden questions of every department, which any editor may read."""
    with service.database.read() as session:
        found = golden.list_golden(session, department=department, language=language, q=q, after=after, limit=limit + 1)
        shown = list(_out(session, found[:limit]))
    return GoldenQuestionsOut(questions=shown, next=shown[-1].id if len(found) > limit else None)


@router.post("", status_code=201)
def add_question(body: GoldenIn, service: TheService, actor: Editor) -> GoldenOut:
    """Add a golden question of one's own department; one that is there already is refused."""
    with service.database.write() as session:
        row = golden.add_golden(session, Golden(**body.model_dump()), actor=actor, catalogue=service.catalogue)
        return next(_out(session, [row]))


@router.post("/run", status_code=202)
def run_questions(service: TheService, actor: Editor, department: Department = None) -> StartedReplayOut:
    """Ask the golden questions of a department, or of all, of what is live; the result is a replay."""
    with service.database.write() as session:
        return StartedReplayOut(id=ask_replay(session, [], actor=actor, days=0, department=department).id)


@router.put("/{golden_id}")
def change_question(golden_id: GoldenId, body: GoldenIn, service: TheService, actor: Editor) -> GoldenOut:
    """Change a golden question."""
    with service.database.write() as session:
        said = Golden(**body.model_dump())
        row = golden.change_golden(session, golden_id, said, actor=actor, catalogue=service.catalogue)
        return next(_out(session, [row]))


@router.delete("/{golden_id}", status_code=204)
def remove_question(golden_id: GoldenId, service: TheService, actor: Editor) -> None:
    """Take a golden question away."""
    with service.database.write() as session:
        golden.remove_golden(session, golden_id, actor=actor)


def _out(session: Session, rows: Sequence[GoldenQuestion]) -> Iterator[GoldenOut]:
    titles = list_titles(session, {row.article_id for row in rows if row.article_id})
    for row in rows:
        of_article = titles.get(row.article_id or "", {})
        yield GoldenOut(
            id=row.id,
            department=row.department,
            language=row.language,
            question=row.question,
            article_id=row.article_id,
            title=of_article.get(row.language) or next(iter(of_article.values()), None),
            author=row.author,
            changed_at=row.changed_at,
        )
