"""Is one question of a conversation open at a time, whoever opens it, and for no longer than it may be?"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import delete, select

from assistant.answering.draft import Role
from assistant.assistant import ANOTHER_IS_OPEN, Assistant
from assistant.cases.catalogue import load_catalogue
from assistant.conversations import history
from assistant.conversations.models import Conversation, Message, OpenQuestion
from assistant.conversations.open_questions import close_question, open_question
from assistant.database import Database
from tests.assistant.answering.scripted_model import ScriptedModel, composed, models_of
from tests.assistant.licence_knowledge import TITLES, LicenceKnowledge

MINUTE = 60.0
OVER = -1.0


def ask(database: Database, *, questions: int = 2) -> list[Message]:
    """Questions of one conversation."""
    with database.write() as session:
        started = history.start_conversation(session, language="en")
        return [
            history.append_message(session, started.id, role=Role.CITIZEN, text=f"{number}?", language="en")
            for number in range(questions)
        ]


def opens(database: Database, question: Message, *, seconds: float = MINUTE) -> bool:
    with database.write() as session:
        return open_question(session, question, seconds=seconds)


def close(database: Database, question: Message) -> None:
    with database.write() as session:
        close_question(session, question)


def test_a_second_question_is_opened_when_the_first_is_closed(database: Database) -> None:
    first, second = ask(database)
    assert opens(database, first)
    assert not opens(database, second)
    close(database, first)
    assert opens(database, second)


def test_a_question_that_is_open_is_not_opened_again(database: Database) -> None:
    (question,) = ask(database, questions=1)
    assert [opens(database, question) for _ in range(2)] == [True, False]


def test_only_the_open_question_can_be_closed(database: Database) -> None:
    first, second = ask(database)
    assert opens(database, first)
    close(database, second)
    assert not opens(database, second)


def test_conversations_do_not_wait_for_one_another(database: Database) -> None:
    (one,), (other,) = ask(database, questions=1), ask(database, questions=1)
    assert opens(database, one)
    assert opens(database, other)


def test_what_a_killed_process_left_open_ends_by_itself(database: Database) -> None:
    killed, second, third = ask(database, questions=3)
    assert opens(database, killed, seconds=OVER)
    assert opens(database, second)
    close(database, killed)  # It was not killed after all, only slow.
    assert not opens(database, third)


def test_of_many_who_come_at_once_one_is_first(database: Database) -> None:
    questions, all_here = ask(database, questions=8), threading.Barrier(8)

    def try_it(question: Message) -> bool:
        all_here.wait(10)
        return opens(database, question)

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(try_it, questions)) == [False] * 7 + [True]


def test_nothing_is_opened_in_a_conversation_that_was_erased_and_nothing_stays_of_it(database: Database) -> None:
    first, second = ask(database)
    assert opens(database, first)
    with database.write() as session:
        session.execute(delete(Conversation))
    assert not opens(database, second)
    with database.read() as session:
        assert session.scalars(select(OpenQuestion)).all() == []


def test_the_assistant_answers_with_approved_text_while_another_question_is_open(sqlite_database: Database) -> None:
    model = ScriptedModel(Composed=composed("The fee is {p1v2}."))
    assistant = Assistant(LicenceKnowledge(), sqlite_database, load_catalogue(), models=models_of(model))
    started = assistant.start_conversation(language="en")
    first, second = (assistant.receive(started.id, started.token, text) for text in (TITLES["en"], f"{TITLES['en']} "))
    assert opens(sqlite_database, first)
    answer = assistant.reply(second)
    assert answer is not None
    assert (answer.status, model.asked) == ("answered_approved_text", [])
    assert answer.trace[-1]["detail"] == {"left_out": ANOTHER_IS_OPEN}
    close(sqlite_database, first)
    answer = assistant.reply(first)
    assert answer is not None
    assert (answer.status, model.count("Composed")) == ("answered_composed", 1)
    with sqlite_database.read() as session:
        assert session.scalars(select(OpenQuestion)).all() == []
