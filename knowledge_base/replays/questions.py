"""Which questions does a replay ask?  The golden ones, and what citizens asked of late, without who they are."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Set

from sqlalchemy import and_, case, select
from sqlalchemy.orm import Session

from assistant.answering.answer import Outcome
from assistant.answering.draft import Role
from assistant.answering.understand import is_follow_up
from assistant.conversations.models import AnswerRecord, CitationRecord, Message
from assistant.database import utc_now
from assistant.languages import fold
from assistant.privacy import mask
from knowledge_base.models import GoldenQuestion
from knowledge_base.replays.comparison import Kind, ReplayQuestion

MOST = 2_000
"""Questions of one replay; the golden ones come first."""
_LOOKED_AT = 20_000
"""Messages that are read for those questions: the same ones are asked again and again."""
_SEARCHED = (Outcome.ANSWERED.value, Outcome.CLARIFY.value, Outcome.HANDOFF.value, Outcome.CASE.value)


def list_questions(
    session: Session, *, days: int, published: Set[str], department: str | None = None, limit: int = MOST
) -> list[ReplayQuestion]:
    """The golden questions of the department, or of all, and after them the newest that citizens asked in `days` days.

    `published` are the contacts that are nobody's secret.
    """
    questions = golden_questions(session, department=department, limit=limit)
    seen = set(map(_words_of, questions))
    if days:
        since = utc_now() - datetime.timedelta(days=days)
        for question in _asked(session, since, published, department=department, article_id=None):
            if len(questions) >= limit:
                break
            words = _words_of(question)
            if words not in seen:
                seen.add(words)
                questions.append(question)
    return questions


def golden_questions(
    session: Session, *, department: str | None = None, limit: int = MOST, first: tuple[str, str] | None = None
) -> list[ReplayQuestion]:
    """In the order of their ids; those of the article and the department named `first` before all others."""
    query = select(GoldenQuestion)
    if department is not None:
        query = query.where(GoldenQuestion.department == department)
    if first is not None:
        article, own = first
        query = query.order_by(
            case((GoldenQuestion.article_id == article, 0), (GoldenQuestion.department == own, 1), else_=2)
        )
    rows = session.scalars(query.order_by(GoldenQuestion.id).limit(limit))
    return [
        ReplayQuestion(row.question, row.language, Kind.GOLDEN, row.department, row.article_id, row.id) for row in rows
    ]


def asked_about(
    session: Session, article_id: str, *, days: int, published: Set[str], limit: int
) -> list[ReplayQuestion]:
    """The different questions of the last `days` days that were answered with the article, the newest first."""
    since = utc_now() - datetime.timedelta(days=days)
    found: dict[tuple[str, str], ReplayQuestion] = {}
    for question in _asked(session, since, published, department=None, article_id=article_id):
        found.setdefault(_words_of(question), question)
        if len(found) >= limit:
            break
    return list(found.values())


def _words_of(question: ReplayQuestion) -> tuple[str, str]:
    """Two questions that differ in marks, spaces or capitals alone are one."""
    return question.language, " ".join(re.findall(r"\w+", fold(question.text)))


def _asked(
    session: Session,
    since: datetime.datetime,
    published: Set[str],
    *,
    department: str | None,
    article_id: str | None,
) -> Iterator[ReplayQuestion]:
    """What stands alone of what was searched for; a follow-up says nothing without the turns before it."""
    cited_first = CitationRecord.position == 0 if article_id is None else CitationRecord.article_id == article_id
    query = (
        select(Message.text, Message.language, Message.sequence, AnswerRecord.department, CitationRecord.department)
        .join(AnswerRecord, AnswerRecord.question_id == Message.id)
        .join(
            CitationRecord,
            and_(CitationRecord.answer_id == AnswerRecord.id, cited_first),
            isouter=article_id is None,
        )
        .where(Message.role == Role.CITIZEN.value, Message.created_at >= since, AnswerRecord.outcome.in_(_SEARCHED))
        .order_by(Message.created_at.desc(), Message.id)
        .limit(_LOOKED_AT)
    )
    for text, language, sequence, handed_to, cited in session.execute(query):
        of = cited or handed_to
        if (department is not None and of != department) or (sequence > 1 and is_follow_up(text)):
            continue
        masked = mask(text, language, published=published).text
        yield ReplayQuestion(masked, language, Kind.ASKED, of)
