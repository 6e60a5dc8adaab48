"""Which questions must go right whatever is published?  Each department vouches for its own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.catalogue import Catalogue
from assistant.database import utc_now
from assistant.errors import GoldenQuestionNotFound, InvalidInput
from assistant.languages import LANGUAGES, clean, fold
from assistant.privacy import find_personal_data
from knowledge_base.models import Article, GoldenQuestion
from knowledge_base.register import known_departments

LONGEST = 1000
"""As long as a question may be that the assistant answers."""


@dataclass(frozen=True)
class Golden:
    """What a golden question says; without an article, a person must answer it."""

    department: str
    language: str
    question: str
    article_id: str | None = None


def add_golden(session: Session, golden: Golden, *, actor: Actor, catalogue: Catalogue) -> GoldenQuestion:
    """Raises InvalidInput naming the field, also for a question that is there already."""
    actor.require(Permission.KNOWLEDGE_EDIT, golden.department)
    row = GoldenQuestion()
    _fill(session, row, golden, actor=actor, catalogue=catalogue)
    session.add(row)
    session.flush()
    record_event(session, actor, action="golden.add", subject=f"golden:{row.id}", article=row.article_id)
    return row


def change_golden(
    session: Session, golden_id: int, golden: Golden, *, actor: Actor, catalogue: Catalogue
) -> GoldenQuestion:
    """Raises GoldenQuestionNotFound, InvalidInput naming the field."""
    actor.require(Permission.KNOWLEDGE_EDIT, golden.department)
    row = _find(session, golden_id, actor)
    _fill(session, row, golden, actor=actor, catalogue=catalogue)
    session.flush()
    record_event(session, actor, action="golden.change", subject=f"golden:{golden_id}", article=row.article_id)
    return row


def remove_golden(session: Session, golden_id: int, *, actor: Actor) -> None:
    """Raises GoldenQuestionNotFound."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    row = _find(session, golden_id, actor)
    session.delete(row)
    record_event(session, actor, action="golden.remove", subject=f"golden:{golden_id}", article=row.article_id)


def list_golden(
    session: Session,
    *,
    department: str | None = None,
    language: str | None = None,
    q: str = "",
    after: int = 0,
    limit: int = 100,
) -> list[GoldenQuestion]:
    """In the order of their ids, starting behind `after`; `q` stands in the question or is its article."""
    query = select(GoldenQuestion).where(GoldenQuestion.id > after).order_by(GoldenQuestion.id).limit(limit)
    if department is not None:
        query = query.where(GoldenQuestion.department == department)
    if language is not None:
        query = query.where(GoldenQuestion.language == language)
    if q:
        is_named = GoldenQuestion.article_id == q
        query = query.where(GoldenQuestion.question.icontains(q, autoescape=True) | is_named)
    return list(session.scalars(query))


def _find(session: Session, golden_id: int, actor: Actor) -> GoldenQuestion:
    row = session.get(GoldenQuestion, golden_id, with_for_update=True)
    if row is None:
        raise GoldenQuestionNotFound(str(golden_id))
    actor.require(Permission.KNOWLEDGE_EDIT, row.department)
    return row


def _fill(session: Session, row: GoldenQuestion, golden: Golden, *, actor: Actor, catalogue: Catalogue) -> None:
    question = _checked(session, golden, catalogue)
    others = select(GoldenQuestion.id, GoldenQuestion.question).where(GoldenQuestion.language == golden.language)
    if any(other != row.id and fold(text) == fold(question) for other, text in session.execute(others)):
        raise InvalidInput("this question is there already", field="question")
    row.department, row.language, row.question = golden.department, golden.language, question
    row.article_id, row.author, row.changed_at = golden.article_id, actor.name, utc_now()


def _checked(session: Session, golden: Golden, catalogue: Catalogue) -> str:
    """The question as it is kept."""
    question = clean(golden.question)
    if not 1 <= len(question) <= LONGEST:
        raise InvalidInput(f"needs a question of at most {LONGEST} characters", field="question")
    if find_personal_data(question):
        raise InvalidInput("a golden question says nothing of a person", field="question")
    if golden.language not in LANGUAGES:
        raise InvalidInput(f"none of {', '.join(LANGUAGES)}", field="language")
    if golden.department not in known_departments(session, catalogue):
        raise InvalidInput("no such department", field="department")
    if golden.article_id is not None and session.get(Article, golden.article_id) is None:
        raise InvalidInput("no such article", field="article_id")
    return question
