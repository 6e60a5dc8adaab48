"""How does a test store that citizens asked something and were answered from an article?"""

from __future__ import annotations

import datetime

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role, operator
from assistant.answering.answer import Answer, Citation, Completeness, HandoffReason, Status
from assistant.answering.draft import Role as Speaker
from assistant.conversations import handoffs, history
from assistant.conversations.models import AnswerRecord
from assistant.database import Database
from knowledge_base import editing, release
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.models import ArticleVersion

FEE = ArticleContent(
    id="td-fee",
    department="TD",
    text={
        "en": ArticleText("What is the fee?", "The fee is $5."),
        "zh-Hant": ArticleText("費用多少？", "費用為5元。"),
        "zh-Hans": ArticleText("费用多少？", "费用为5元。"),
    },
)


def person(name: str, role: Role, *departments: str) -> Actor:
    return Actor(name, ROLE_PERMISSIONS[role], frozenset(departments or {"TD"}), user_id=name)


def publish(database: Database, content: ArticleContent = FEE) -> ArticleVersion:
    with database.write() as session:
        editing.save_version(session, content, actor=operator())
        return release.publish(session, content.id, actor=operator())


def ask(
    database: Database,
    *cited: ArticleVersion,
    question: str = "How much is it?",
    language: str = "en",
    status: Status = Status.ANSWERED_APPROVED_TEXT,
    department: str | None = "TD",
    contact: dict[str, str] | None = None,
    helpful: bool | None = None,
    person: bool = False,
) -> AnswerRecord:
    """One question in a conversation of its own, answered from the `cited` versions; then what the citizen did."""
    with database.write() as session:
        started = history.start_conversation(session, language=language)
        asked = history.append_message(session, started.id, role=Speaker.CITIZEN, text=question, language=language)
        record = history.store_answer(session, asked, _answer(cited, language, status, department))
        if helpful is not None:
            history.add_feedback(session, history.lock_conversation(session, started.id), record.id, helpful=helpful)
        if contact or person:
            conversation = history.lock_conversation(session, started.id)
            handoffs.open_handoff(
                session, conversation, reason=HandoffReason.CUSTOMER_REQUEST, language=language, contact=contact
            )
        return record


def _answer(cited: tuple[ArticleVersion, ...], language: str, status: Status, department: str | None) -> Answer:
    citations = tuple(
        Citation(
            version.article_id,
            version.id,
            version.number,
            language,
            next(text.question for text in version.texts if text.language == language),
            version.source_url,
            version.department,
            datetime.date(2026, 5, 1),
        )
        for version in cited
    )
    return Answer(
        status=status,
        language=language,
        text="The fee is $5.",
        confidence=0.9,
        completeness=Completeness.FULL if cited else Completeness.NONE,
        citations=citations,
        choices=(),
        retrieved=(),
        department=department,
        mode="rules+keyword",
        trace=(),
        duration_ms=5.0,
    )
