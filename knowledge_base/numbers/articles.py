"""What does each article do for citizens?"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from assistant.accounts.permissions import Actor, Permission
from assistant.conversations.models import AnswerRecord, CitationRecord, Message
from assistant.database import today_here
from assistant.privacy import mask
from knowledge_base.models import ArticleVersion, VersionState, VersionText
from knowledge_base.numbers.answers import newest_feedback, since, went_to_person

_LANGUAGES = ("en", "zh-Hant", "zh-Hans")


@dataclass(frozen=True)
class ArticleNumbers:
    """Of one live article, or one that was shown in the span: answers that named it, and what came of them.

    `wins` are the answers in which it stood first; `to_person` those after which the citizen was with a person.
    """

    article_id: str
    title: str
    department: str
    shown: int = 0
    wins: int = 0
    helpful: int = 0
    not_helpful: int = 0
    to_person: int = 0
    last_asked: datetime.datetime | None = None
    review_due: bool = False
    is_live: bool = False


@dataclass(frozen=True)
class AskedQuestion:
    """A question that an article was shown for, without personal data; `helpful` is None where nobody said."""

    text: str
    language: str
    at: datetime.datetime
    first: bool
    helpful: bool | None


def list_article_numbers(
    session: Session, *, actor: Actor, days: int, language: str = "en", department: str | None = None
) -> list[ArticleNumbers]:
    """One an article of the departments that the actor serves, what was shown most first."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    counted = _count_shown(session, since(days))
    live = _live_articles(session, language)
    numbers = []
    for article_id in live.keys() | counted.keys():
        title, owner, is_due = live.get(article_id) or ("", counted[article_id].department, False)
        if not actor.serves(owner) or department not in (None, owner):
            continue
        numbers.append(_article(article_id, title, owner, is_due, article_id in live, counted.get(article_id)))
    return sorted(numbers, key=lambda n: (-n.shown, n.article_id))


def list_questions(
    session: Session, article_id: str, *, actor: Actor, days: int, limit: int = 50
) -> list[AskedQuestion]:
    """What the article was shown for, the newest first."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    asked, opinion = aliased(Message), newest_feedback()
    rows = session.execute(
        select(asked.text, asked.language, Message.created_at, CitationRecord.position, opinion.c.helpful)
        .select_from(CitationRecord)
        .join(AnswerRecord, AnswerRecord.id == CitationRecord.answer_id)
        .join(Message, Message.id == AnswerRecord.message_id)
        .join(asked, asked.id == AnswerRecord.question_id)
        .outerjoin(opinion, opinion.c.answer_id == AnswerRecord.id)
        .where(CitationRecord.article_id == article_id, Message.created_at >= since(days))
        .order_by(Message.created_at.desc(), Message.id)
        .limit(limit)
    )
    return [
        AskedQuestion(mask(text, language).words, language, at, position == 0, helpful)
        for text, language, at, position, helpful in rows
    ]


def _count_shown(session: Session, since: datetime.datetime) -> dict[str, Any]:
    """A row an article that was shown, by its id."""
    opinion = newest_feedback()
    rows = session.execute(
        select(
            CitationRecord.article_id,
            func.max(CitationRecord.department).label("department"),
            func.count().label("shown"),
            func.sum(case((CitationRecord.position == 0, 1), else_=0)).label("wins"),
            func.sum(case((opinion.c.helpful.is_(True), 1), else_=0)).label("helpful"),
            func.sum(case((opinion.c.helpful.is_(False), 1), else_=0)).label("not_helpful"),
            func.sum(case((went_to_person(), 1), else_=0)).label("to_person"),
            func.max(Message.created_at).label("last_asked"),
        )
        .join(AnswerRecord, AnswerRecord.id == CitationRecord.answer_id)
        .join(Message, Message.id == AnswerRecord.message_id)
        .outerjoin(opinion, opinion.c.answer_id == AnswerRecord.id)
        .where(Message.created_at >= since)
        .group_by(CitationRecord.article_id)
    )
    return {row.article_id: row for row in rows}


def _article(article_id: str, title: str, department: str, is_due: bool, is_live: bool, counted: Any) -> ArticleNumbers:
    if counted is None:
        return ArticleNumbers(article_id, title, department, review_due=is_due, is_live=is_live)
    return ArticleNumbers(
        article_id,
        title,
        department,
        counted.shown,
        counted.wins,
        counted.helpful,
        counted.not_helpful,
        counted.to_person,
        counted.last_asked,
        is_due,
        is_live,
    )


def _live_articles(session: Session, language: str) -> dict[str, tuple[str, str, bool]]:
    """Title in the language asked for, or the first there is; department; whether its review is overdue."""
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    about: dict[str, tuple[str, bool]] = {}
    rows = session.execute(
        select(
            ArticleVersion.article_id,
            ArticleVersion.department,
            ArticleVersion.review_by,
            VersionText.language,
            VersionText.question,
        )
        .join(VersionText, VersionText.version_id == ArticleVersion.id)
        .where(ArticleVersion.state == VersionState.PUBLISHED)
    )
    today = today_here()
    for article_id, department, review_by, of_language, question in rows:
        titles[article_id][of_language] = question
        about[article_id] = department, review_by is not None and review_by < today
    wanted = (language, *_LANGUAGES)
    return {
        article_id: (next(texts[code] for code in (*wanted, *texts) if code in texts), *about[article_id])
        for article_id, texts in titles.items()
    }
