"""What does each department's knowledge answer, and what does each day bring?"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.answer import Outcome
from assistant.conversations.models import AnswerRecord, CitationRecord, Message
from assistant.database import today_here
from knowledge_base.models import ArticleVersion, VersionState
from knowledge_base.numbers.answers import FAILED, is_question, local_day, since, went_to_person


@dataclass(frozen=True)
class DepartmentNumbers:
    """`asked` are questions of public services that were for the department as far as is known; None is nobody's."""

    code: str | None
    live: int
    stale: int
    asked: int
    answered: int
    gaps: int
    """Questions that no article answered."""

    @property
    def coverage(self) -> float | None:
        """Share of the questions that were answered, in [0, 1]; None where nothing was asked."""
        return self.answered / self.asked if self.asked else None

    @property
    def stale_share(self) -> float | None:
        """Share of the live articles whose review is overdue, in [0, 1]; None without a live article."""
        return self.stale / self.live if self.live else None


@dataclass(frozen=True)
class DayNumbers:
    day: datetime.date
    asked: int
    answered: int
    to_person: int


def list_department_numbers(session: Session, *, actor: Actor, days: int) -> list[DepartmentNumbers]:
    """One a department that the actor serves and that has articles or was asked, in the order of their codes."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    rows = session.execute(
        select(
            AnswerRecord.department,
            func.count(),
            func.sum(case((AnswerRecord.outcome == Outcome.ANSWERED.value, 1), else_=0)),
            func.sum(case((AnswerRecord.status.in_(FAILED), 1), else_=0)),
        )
        .join(Message, Message.id == AnswerRecord.message_id)
        .where(Message.created_at >= since(days), is_question())
        .group_by(AnswerRecord.department)
    )
    asked = {code: (total, answered, failed) for code, total, answered, failed in rows}
    live: Counter[str | None] = Counter()
    stale: Counter[str | None] = Counter()
    for code, review_by in session.execute(
        select(ArticleVersion.department, ArticleVersion.review_by).where(
            ArticleVersion.state == VersionState.PUBLISHED
        )
    ):
        live[code] += 1
        stale[code] += review_by is not None and review_by < today_here()
    codes = sorted(live.keys() | asked.keys(), key=lambda code: code or "")
    return [
        DepartmentNumbers(code, live[code], stale[code], *asked.get(code, (0, 0, 0)))
        for code in codes
        if actor.serves(code)
    ]


def list_day_numbers(
    session: Session, *, actor: Actor, days: int, department: str | None = None, article_id: str | None = None
) -> list[DayNumbers]:
    """One a day of the span, also where nothing was asked; of one department or one article where asked for."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    day = local_day(session)
    query = (
        select(
            day,
            func.count(),
            func.sum(case((AnswerRecord.outcome == Outcome.ANSWERED.value, 1), else_=0)),
            func.sum(case((went_to_person(), 1), else_=0)),
        )
        .join(Message, Message.id == AnswerRecord.message_id)
        .where(Message.created_at >= since(days), is_question())
        .group_by(day)
    )
    if department is not None:
        query = query.where(AnswerRecord.department == department)
    if article_id is not None:
        named = select(CitationRecord.answer_id).where(CitationRecord.article_id == article_id)
        query = query.where(AnswerRecord.id.in_(named))
    counted = {str(key): counts for key, *counts in session.execute(query)}
    first = today_here() - datetime.timedelta(days=days - 1)
    span = [first + datetime.timedelta(days=n) for n in range(days)]
    return [DayNumbers(d, *counted.get(d.isoformat(), (0, 0, 0))) for d in span]
