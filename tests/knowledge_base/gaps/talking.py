"""What citizens asked, and what the assistant and agents made of it, as the tests of gaps need it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.accounts.models import User
from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role
from assistant.answering.answer import Answer, Choice, ChoiceKind, Citation, HandoffReason, Retrieved, Status
from assistant.answering.draft import Role as Speaker
from assistant.cases.catalogue import load_catalogue
from assistant.conversations import history
from assistant.conversations.handoffs import open_handoff
from assistant.conversations.history import Author
from assistant.conversations.models import AnswerRecord, CitationRecord, Conversation
from assistant.database import Database
from knowledge_base.gaps.models import GapGroup, GapItem
from knowledge_base.gaps.rounds import GapRounds
from knowledge_base.hash_embedding import HashEmbedding
from tests.staff import add_staff

SAID = {
    Status.HANDOFF_MISSING_KNOWLEDGE: "I cannot answer this.",
    Status.HANDOFF_LOW_CONFIDENCE: "I am not sure.",
    Status.CLARIFY_NEIGHBOURS: "Which one do you mean?",
}


def editor(*departments: str) -> Actor:
    return Actor("mei", ROLE_PERMISSIONS[Role.EDITOR], frozenset(departments or ("TD",)), user_id="mei")


@dataclass(frozen=True)
class Asked:
    conversation_id: str
    message_id: str
    answer_id: str


def ask(
    database: Database,
    *texts: str,
    status: Status = Status.HANDOFF_MISSING_KNOWLEDGE,
    language: str = "en",
    department: str | None = "TD",
    titles: Sequence[str] = (),
    nearest: str = "",
    conversation_id: str = "",
    first: Status = Status.ANSWERED_APPROVED_TEXT,
) -> Asked:
    """A citizen asks `texts` one after the other; the last gets an answer of `status`, those before of `first`."""
    with database.write() as session:
        talk = conversation_id or history.start_conversation(session, language=language).id
        for place, text in enumerate(texts):
            message = history.append_message(session, talk, role=Speaker.CITIZEN, text=text, language=language)
            answer = Answer(
                status if place == len(texts) - 1 else first,
                language,
                SAID.get(status, "The fee is $5."),
                department=department,
                choices=tuple(Choice(ChoiceKind.QUESTION, title, title) for title in titles),
                retrieved=(Retrieved(nearest, 0.4),) if nearest else (),
            )
            record = history.store_answer(session, message, answer)
    return Asked(talk, message.id, record.id)


def rate(database: Database, asked: Asked, *, helpful: bool) -> None:
    with database.write() as session:
        conversation = session.get_one(Conversation, asked.conversation_id)
        history.add_feedback(session, conversation, asked.answer_id, helpful=helpful)


def hand_over(
    database: Database, asked: Asked, *, reason: HandoffReason = HandoffReason.CUSTOMER_REQUEST, department: str = "TD"
) -> None:
    with database.write() as session:
        conversation = session.get_one(Conversation, asked.conversation_id)
        open_handoff(session, conversation, reason=reason, language="en").department = department


def reply(database: Database, asked: Asked, text: str, *, agent: User, language: str = "en") -> None:
    """An agent's words to who has asked."""
    with database.write() as session:
        author = Author(agent.id, "Ada", "TD")
        history.append_message(
            session, asked.conversation_id, role=Speaker.AGENT, text=text, language=language, author=author
        )


def new_agent(database: Database, name: str = "ada") -> User:
    return add_staff(database, name)


def rounds(database: Database, **changes: object) -> GapRounds:
    return GapRounds(database, HashEmbedding, load_catalogue(), **changes)  # type: ignore[arg-type]  # Fields by name.


def items(database: Database) -> list[GapItem]:
    with database.read() as session:
        return list(session.query(GapItem).order_by(GapItem.at))


def groups(database: Database) -> list[GapGroup]:
    with database.read() as session:
        return list(session.query(GapGroup).order_by(GapGroup.id))


def look(database: Database) -> list[tuple[str, str | None]]:
    """Text and reason of what one look has found."""
    rounds(database).look()
    return [(item.text, item.reason) for item in items(database)]


def citation(article_id: str) -> Citation:
    return Citation(article_id, 1, 1, "en", "The fee?", "", "TD", datetime.date(2026, 1, 1))


def trace_of(database: Database, asked: Asked, parts: list[dict[str, object]], cited: str) -> None:
    """Let an answer be one to a message of two questions."""
    with database.write() as session:
        record = session.get_one(AnswerRecord, asked.answer_id)
        record.trace = [{"step": "decide", "duration_ms": 1.0, "detail": {"parts": parts}}]
        values = citation(cited).__dict__
        record.citations.append(CitationRecord(position=0, **values))
