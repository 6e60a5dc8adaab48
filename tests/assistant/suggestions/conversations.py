"""Conversations that were handed to a person, as the tests of suggestions need them."""

from __future__ import annotations

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role
from assistant.answering.answer import HandoffReason
from assistant.answering.draft import Role as Speaker
from assistant.conversations import history
from assistant.conversations.handoffs import open_handoff
from assistant.conversations.models import Conversation, Handoff
from assistant.database import Database, utc_now


def agent(name: str = "mei", *departments: str) -> Actor:
    return Actor(name, ROLE_PERMISSIONS[Role.AGENT], frozenset(departments or ("TD",)))


def hand_over(
    database: Database, *texts: str, language: str = "en", department: str | None = "TD", reply: str = ""
) -> str:
    """The id of a conversation in which the citizen wrote `texts` before it was handed over, and perhaps a `reply`."""
    with database.write() as session:
        started = history.start_conversation(session, language=language)
        say(database, started.id, *texts, language=language, session=session)
        conversation = session.get_one(Conversation, started.id)
        handoff = open_handoff(session, conversation, reason=HandoffReason.MISSING_KNOWLEDGE, language=language)
        handoff.department = department
        if reply:
            say(database, started.id, reply, language=language, role=Speaker.AGENT, session=session)
    return started.id


def say(
    database: Database,
    conversation_id: str,
    *texts: str,
    language: str = "en",
    role: Speaker = Speaker.CITIZEN,
    session: object = None,
) -> None:
    """Add messages to a conversation, in a transaction of their own unless a session is given."""
    if session is None:
        with database.write() as own:
            say(database, conversation_id, *texts, language=language, role=role, session=own)
        return
    for text in texts:
        history.append_message(session, conversation_id, role=role, text=text, language=language)  # type: ignore[arg-type]  # A session.


def close_as_answered(database: Database, conversation_id: str) -> None:
    with database.write() as session:
        for handoff in session.query(Handoff).filter_by(conversation_id=conversation_id):
            handoff.state, handoff.close_reason, handoff.ended_at = "closed", "answered", utc_now()
