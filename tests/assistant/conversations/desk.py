"""A contact centre's desk in a test: agents, citizens who wait, and what is said between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.accounts.permissions import Actor, Role
from assistant.accounts.staff_sessions import actor_of
from assistant.answering.answer import HandoffReason
from assistant.answering.draft import Role as Speaker
from assistant.conversations import claims, handoffs, history, replies
from assistant.conversations.history import StartedConversation
from assistant.conversations.log import read_log
from assistant.conversations.models import Conversation, Handoff, HandoffStep, Message, PendingReply
from assistant.conversations.presence import mark_present
from assistant.database import Database
from tests.staff import add_staff


@dataclass(frozen=True)
class Waiting:
    """A citizen whose conversation waits for a person."""

    started: StartedConversation
    handoff_id: str
    reference: str


def agent(database: Database, username: str = "ada", **changes: Any) -> Actor:
    """A new agent; of the whole contact centre, unless `departments` says otherwise."""
    return actor_of(add_staff(database, username, **{"public_name": username.capitalize(), **changes}))


def supervisor(database: Database, username: str = "sue", **changes: Any) -> Actor:
    return agent(database, username, roles=(Role.SUPERVISOR,), **changes)


def on_line(database: Database, *actors: Actor, is_available: bool = True) -> None:
    for actor in actors:
        with database.write() as session:
            mark_present(session, actor, is_available=is_available)


def wait(
    database: Database,
    *,
    said: str = "How do I renew my licence?",
    language: str = "en",
    department: str | None = None,
    reason: HandoffReason = HandoffReason.CUSTOMER_REQUEST,
    contact: dict[str, str] | None = None,
) -> Waiting:
    with database.write() as session:
        started = history.start_conversation(session, language=language)
        history.append_message(session, started.id, role=Speaker.CITIZEN, text=said, language=language)
        conversation = history.lock_conversation(session, started.id)
        handoff = handoffs.open_handoff(session, conversation, reason=reason, language=language, contact=contact)
        handoff.department = department
        return Waiting(started, handoff.id, handoff.reference)


def take(database: Database, waiting: Waiting, actor: Actor) -> Handoff:
    with database.write() as session:
        return claims.claim(session, waiting.handoff_id, actor=actor)


def write(database: Database, waiting: Waiting, actor: Actor, text: str, **more: Any) -> Message | PendingReply:
    with database.write() as session:
        return replies.reply(session, waiting.handoff_id, actor=actor, text=text, **more)


def find(database: Database, waiting: Waiting) -> Handoff:
    with database.read() as session:
        return session.get_one(Handoff, waiting.handoff_id)


def is_with_agent(database: Database, waiting: Waiting) -> bool:
    with database.read() as session:
        return session.get_one(Conversation, waiting.started.id).is_with_agent


def log_of(database: Database, waiting: Waiting) -> list[Message | HandoffStep]:
    with database.read() as session:
        return read_log(session, waiting.started.id)


def kinds(database: Database, waiting: Waiting) -> list[str]:
    """The log in short: a step's kind, or who spoke."""
    return [entry.role if isinstance(entry, Message) else entry.kind for entry in log_of(database, waiting)]
