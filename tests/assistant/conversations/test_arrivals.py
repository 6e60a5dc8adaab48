"""Is each of several messages that come together kept as if it had come alone?"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from assistant.conversations.arrivals import Arrival, store_arrivals
from assistant.conversations.models import Message
from assistant.database import Database
from assistant.errors import CivicDeskError, ConversationNotFound, SwitchedOff
from assistant.privacy import mask
from tests.assistant.answered import LANGUAGES
from tests.assistant.licence_knowledge import TITLES, new_assistant


def texts(stored: list[Message | CivicDeskError]) -> list[str]:
    return [one.text if isinstance(one, Message) else type(one).__name__ for one in stored]


def test_three_messages_cost_the_statements_of_one(database: Database) -> None:
    assistant = new_assistant(database)
    started = [assistant.start_conversation(language=language) for language in LANGUAGES]
    arrivals = [Arrival(one.id, one.token, TITLES[one.language], one.language) for one in started]
    assistant.require_channel("api", "en")  # Looks which switches are off, as it does once a second.
    statements: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def keep(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    stored = assistant.receive_together(arrivals)
    assert len(statements) == 4  # Conversations, numbers, messages, signals.
    assert texts(stored) == list(TITLES.values())
    for one in started:
        (kept,) = assistant.messages(one.id, one.token)
        assert (kept.sequence, kept.role, kept.text, kept.language) == (
            1,
            "citizen",
            TITLES[one.language],
            one.language,
        )


def test_what_follows_has_the_next_number_and_the_language_of_the_turn_before(database: Database) -> None:
    assistant = new_assistant(database)
    one, other = (assistant.start_conversation(language="en") for _ in range(2))
    assistant.receive(one.id, one.token, TITLES["zh-Hant"])
    first, second = assistant.receive_together(
        [Arrival(other.id, other.token, "123"), Arrival(one.id, one.token, "123")]
    )
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert (first.sequence, first.language) == (1, "en")
    assert (second.sequence, second.language) == (2, "zh-Hant")


def test_one_that_is_refused_keeps_back_no_other(database: Database) -> None:
    assistant = new_assistant(database)
    one, other = (assistant.start_conversation(language="en") for _ in range(2))
    strangers = [Arrival("nobody", "t", "?"), Arrival(other.id, one.token, "?")]
    stored = assistant.receive_together([*strangers, Arrival(one.id, one.token, "fees?")])
    assert texts(stored) == ["ConversationNotFound", "ConversationNotFound", "fees?"]
    assert [message.text for message in assistant.messages(one.id, one.token)] == ["fees?"]
    assert assistant.messages(other.id, other.token) == []


def test_a_message_of_a_way_that_is_closed_keeps_back_no_other(sqlite_database: Database) -> None:
    assistant = new_assistant(sqlite_database)
    one, other = (assistant.start_conversation(language="en") for _ in range(2))

    def require(_channel: str, language: str) -> None:
        if language == "zh-Hans":
            raise SwitchedOff("not now")

    arrivals = [Arrival(one.id, one.token, "a", "zh-Hans"), Arrival(other.id, other.token, "b")]
    with sqlite_database.write() as session:
        read = [(arrival, mask(arrival.text, "en")) for arrival in arrivals]
        stored = store_arrivals(session, read, require_channel=require, waits=False)
    assert texts(stored) == ["SwitchedOff", "b"]
    assert assistant.messages(one.id, one.token) == []


def test_the_same_key_gives_the_message_that_was_stored_first(database: Database) -> None:
    assistant = new_assistant(database)
    one, other = (assistant.start_conversation(language="en") for _ in range(2))
    sent = Arrival(one.id, one.token, "fees?", idempotency_key="k1")
    first = assistant.receive(one.id, one.token, sent.text, idempotency_key="k1")
    again, new = assistant.receive_together([sent, Arrival(other.id, other.token, "hours?", idempotency_key="k1")])
    assert isinstance(again, Message)
    assert (again.id, texts([new])) == (first.id, ["hours?"])
    assert len(assistant.messages(one.id, one.token)) == 1


def test_alone_a_refusal_is_raised(database: Database) -> None:
    with pytest.raises(ConversationNotFound):
        new_assistant(database).receive("nobody", "t", "?")
