"""Does every message get its one answer, stored before it is shown, whatever happens in between?"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event, select

from assistant.answering.draft import Question, Role, Turn
from assistant.answering.knowledge import Query, SearchResult
from assistant.conversations.history import StartedConversation
from assistant.conversations.models import Conversation, Message
from assistant.database import Database
from assistant.errors import ConversationNotFound, IndexUnavailable
from tests.assistant.answered import LANGUAGES, answered
from tests.assistant.answering.scripted_knowledge import ScriptedKnowledge
from tests.assistant.licence_knowledge import APPROVED, TITLES, LicenceKnowledge, new_assistant


class TwoAtOnce(LicenceKnowledge):
    """Lets two threads search before either goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.meeting = threading.Barrier(2, timeout=30)

    def search_many(self, queries: Sequence[Query], *, limit: int = 10) -> list[SearchResult]:
        self.meeting.wait()
        return super().search_many(queries, limit=limit)


def roles(database: Database, started: StartedConversation) -> list[str]:
    return [message.role for message in new_assistant(database).messages(started.id, started.token)]


# Answering


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_is_answered_with_its_approved_text_in_its_language(sqlite_database: Database, language: str) -> None:
    answer = new_assistant(sqlite_database).answer(Question(TITLES[language]))
    assert (answer.outcome, answer.language, answer.text) == ("answered", language, APPROVED[language])
    assert [(c.article_id, c.title) for c in answer.citations] == [("td-renew-driving-licence", TITLES[language])]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["Comment renouveler mon passeport ?", "運転免許証はどこで更新できますか？"])
def test_a_language_that_is_not_served_is_answered_in_the_conversation_s_too(
    sqlite_database: Database, text: str, language: str
) -> None:
    assistant = new_assistant(sqlite_database)
    started = assistant.start_conversation(language=language)
    record = answered(assistant, assistant.receive(started.id, started.token, text))
    assert (record.status, record.message.language) == ("clarify_unserved_language", language)
    assert assistant.wording.text("clarify_unserved_language", language) in record.message.text


def test_answers_come_in_the_order_of_their_questions(sqlite_database: Database) -> None:
    answers = new_assistant(sqlite_database).answer_many([Question(TITLES[language]) for language in LANGUAGES])
    assert [answer.language for answer in answers] == list(LANGUAGES)


def test_no_question_gives_no_answer(sqlite_database: Database) -> None:
    assert new_assistant(sqlite_database).answer_many([]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("failure", [IndexUnavailable("no index"), ZeroDivisionError("a bug")], ids=["foreseen", "bug"])
def test_whatever_breaks_the_citizen_is_offered_a_person(
    sqlite_database: Database, failure: Exception, language: str
) -> None:
    answer = new_assistant(sqlite_database, ScriptedKnowledge(error=failure)).answer(Question(TITLES[language]))
    assert (answer.status, answer.handoff_reason, answer.language) == ("handoff_failure", "failure", language)
    assert answer.text
    assert [choice.kind for choice in answer.choices] == ["handoff"]


def test_an_answer_outside_a_conversation_stores_nothing(sqlite_database: Database) -> None:
    new_assistant(sqlite_database).answer(Question(TITLES["en"]))
    with sqlite_database.read() as session:
        assert session.scalars(select(Message)).all() == []


# Receiving and replying


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_and_its_answer_are_stored_in_order(database: Database, language: str) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language=language)
    question = assistant.receive(started.id, started.token, TITLES[language])
    record = answered(assistant, question)
    assert (record.message.text, record.message.language) == (APPROVED[language], language)
    told = [(m.sequence, m.role, m.language) for m in assistant.messages(started.id, started.token)]
    assert told == [(1, "citizen", language), (2, "assistant", language)]


def test_a_message_and_its_answer_cost_fourteen_statements(database: Database) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language="en")
    statements: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def keep(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    question = assistant.receive(started.id, started.token, TITLES["en"], language="en", idempotency_key="k1")
    record = answered(assistant, question)
    assert (record.message.text, len(record.citations)) == (APPROVED["en"], 1)
    # Conversation, key, number, message, signal; answer, earlier turns; lock, answer, number, message, signal, answer,
    # citations.
    assert len(statements) == 14


def test_a_stranger_stores_nothing(database: Database) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language="en")
    with pytest.raises(ConversationNotFound):
        assistant.receive(started.id, "guess", TITLES["en"])
    with pytest.raises(ConversationNotFound):
        assistant.messages(started.id, "guess")
    with pytest.raises(ConversationNotFound):
        assistant.hand_off(started.id, "guess")
    assert roles(database, started) == []


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\u202eb", "a\U000e0041b"], ids=["nul", "half", "rtl", "tag"])
def test_what_no_eye_sees_is_not_stored(database: Database, text: str) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language="en")
    assert assistant.receive(started.id, started.token, text).text == "ab"


def test_answering_again_gives_the_stored_answer_and_searches_nothing(database: Database) -> None:
    knowledge = LicenceKnowledge()
    assistant = new_assistant(database, knowledge)
    started = assistant.start_conversation(language="en")
    question = assistant.receive(started.id, started.token, TITLES["en"])
    first = answered(assistant, question)
    assert answered(assistant, question).id == first.id
    assert len(knowledge.asked) == 1
    assert roles(database, started) == ["citizen", "assistant"]


def test_two_threads_that_answer_one_message_store_one_answer(database: Database) -> None:
    assistant = new_assistant(database, TwoAtOnce())
    started = assistant.start_conversation(language="en")
    question = assistant.receive(started.id, started.token, TITLES["en"])
    with ThreadPoolExecutor(2) as threads:
        records = list(threads.map(lambda _: answered(assistant, question), range(2)))
    assert records[0].id == records[1].id
    assert records[0].message.text == records[1].message.text == APPROVED["en"]
    assert [citation.article_id for citation in records[1].citations] == ["td-renew-driving-licence"]
    assert roles(database, started) == ["citizen", "assistant"]


def test_a_crash_before_the_reply_is_healed_by_sending_again_with_the_same_key(database: Database) -> None:
    before = new_assistant(database)
    started = before.start_conversation(language="en")
    before.receive(started.id, started.token, TITLES["en"], idempotency_key="k1")
    assert roles(database, started) == ["citizen"]  # The process ends here.

    after = new_assistant(database)
    question = after.receive(started.id, started.token, TITLES["en"], idempotency_key="k1")
    record = answered(after, question)
    assert record.message.text == APPROVED["en"]
    assert roles(database, started) == ["citizen", "assistant"]


def test_a_failed_search_is_stored_as_a_handoff_with_its_cause(database: Database) -> None:
    assistant = new_assistant(database, ScriptedKnowledge(error=IndexUnavailable("no index")))
    started = assistant.start_conversation(language="en")
    record = answered(assistant, assistant.receive(started.id, started.token, TITLES["en"]))
    assert (record.status, record.outcome) == ("handoff_failure", "handoff")
    assert record.error is not None
    assert "IndexUnavailable" in record.error


# Follow-up turns


@pytest.mark.parametrize(
    ("first", "follow_up"),
    [
        (TITLES["en"], "and for my wife?"),
        (TITLES["zh-Hant"], "咁我太太呢？"),
        (TITLES["zh-Hans"], "那我太太呢？"),
    ],
    ids=LANGUAGES,
)
def test_a_follow_up_is_searched_together_with_what_was_said_before(
    database: Database, first: str, follow_up: str
) -> None:
    knowledge = LicenceKnowledge()
    assistant = new_assistant(database, knowledge)
    started = assistant.start_conversation(language="en")
    for text in (first, follow_up):
        answered(assistant, assistant.receive(started.id, started.token, text))
    assert [query.text for query in knowledge.asked] == [first, f"{first}\n{follow_up}"]


def test_another_citizens_turns_are_never_read(database: Database) -> None:
    knowledge = LicenceKnowledge()
    assistant = new_assistant(database, knowledge)
    one, other = (assistant.start_conversation(language="en") for _ in range(2))
    answered(assistant, assistant.receive(one.id, one.token, TITLES["en"]))
    answered(assistant, assistant.receive(other.id, other.token, "and for my wife?"))
    assert knowledge.asked[1].text == "and for my wife?"


NEUTRAL = "水"
"""Both scripts write it alike."""


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
def test_neutral_characters_follow_the_page_before_anything_was_said(database: Database, language: str) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language=language)
    question = assistant.receive(started.id, started.token, NEUTRAL)
    assert question.language == language
    assert answered(assistant, question).message.language == language


@pytest.mark.parametrize(("said", "language"), [("申請", "zh-Hant"), ("申请", "zh-Hans")])
def test_neutral_characters_follow_the_turn_before_them(database: Database, said: str, language: str) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language="en")
    assistant.receive(started.id, started.token, said)
    assert assistant.receive(started.id, started.token, NEUTRAL).language == language


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
def test_neutral_characters_follow_the_language_that_comes_with_them(database: Database, language: str) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language="en")
    assert assistant.receive(started.id, started.token, NEUTRAL, language=language).language == language


# Keeping answers that were given elsewhere


def test_a_recorded_answer_becomes_a_conversation_with_its_earlier_turns(database: Database) -> None:
    assistant = new_assistant(database)
    earlier = (Turn(Role.CITIZEN, "Hello\x00"), Turn(Role.ASSISTANT, "Good day."))
    question = Question(TITLES["en"], "en", earlier)
    assistant.record(question, assistant.answer(question))
    with database.read() as session:
        [conversation] = session.scalars(select(Conversation)).all()
        turns = session.scalars(select(Message).order_by(Message.sequence)).all()
    assert [(turn.sequence, turn.role, turn.text) for turn in turns] == [
        (1, "citizen", "Hello"),
        (2, "assistant", "Good day."),
        (3, "citizen", TITLES["en"]),
        (4, "assistant", APPROVED["en"]),
    ]
    assert conversation.message_count == 4
