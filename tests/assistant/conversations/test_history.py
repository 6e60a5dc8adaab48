"""Are a conversation's turns kept once, in order, and opened by their own token only?"""

from __future__ import annotations

import datetime
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from assistant.answering.answer import (
    Answer,
    Choice,
    ChoiceKind,
    Citation,
    Completeness,
    Retrieved,
    Status,
    StepTrace,
)
from assistant.answering.draft import Role, Turn
from assistant.conversations import history
from assistant.conversations.history import StartedConversation
from assistant.conversations.models import AnswerRecord, Conversation, Feedback, Message
from assistant.database import Database, Row
from assistant.errors import AnswerNotFound, ConversationNotFound

THREADS = 8
ANSWER = Answer(
    status=Status.ANSWERED_APPROVED_TEXT,
    language="en",
    text="Bring form TD 558.",
    confidence=0.75,
    completeness=Completeness.FULL,
    citations=(
        Citation("td-licence", 7, 2, "en", "Renewal", "https://a.example/", "TD", datetime.date(2025, 11, 1)),
        Citation("td-fee", 8, 1, "en", "Fees", "https://b.example/", "TD", datetime.date(2025, 10, 1)),
    ),
    choices=(Choice(ChoiceKind.HANDOFF, "Ask a person"),),
    retrieved=(Retrieved("td-licence", 0.9, used=True), Retrieved("td-old", 0.8, reason="expired")),
    department="TD",
    mode="rules+hybrid",
    trace=(StepTrace("screen", 0.25, {"intent": None}),),
    duration_ms=12.5,
)


def start(database: Database, *, language: str = "en") -> StartedConversation:
    with database.write() as session:
        return history.start_conversation(session, language=language)


def say(
    database: Database, started: StartedConversation, text: str, *, role: Role = Role.CITIZEN, key: str | None = None
) -> Message:
    with database.write() as session:
        conversation = history.find_conversation(session, started.id, token=started.token, for_update=True)
        return history.append_message(
            session, conversation.id, role=role, text=text, language="en", idempotency_key=key
        )


def answer(database: Database, question: Message, answer: Answer = ANSWER) -> AnswerRecord:
    with database.write() as session:
        history.lock_conversation(session, question.conversation_id)
        return history.store_answer(session, question, answer)


def values_of(row: Row) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def list_turns(database: Database, started: StartedConversation) -> list[Message]:
    with database.read() as session:
        return history.list_messages(session, started.id)


# The token


def test_only_a_hash_of_the_token_is_kept(database: Database) -> None:
    started = start(database)
    with database.read() as session:
        stored = session.get_one(Conversation, started.id)
    columns = [str(getattr(stored, column.key)) for column in Conversation.__table__.columns]
    assert stored.token_hash == hashlib.sha256(started.token.encode()).hexdigest()
    assert [value for value in columns if started.token in value] == []


def test_two_conversations_have_two_long_tokens(database: Database) -> None:
    one, other = start(database), start(database)
    assert one.id != other.id
    assert one.token != other.token
    assert min(len(one.token), len(other.token)) >= 43  # 32 random bytes in Base64 without padding.


def test_the_token_opens_the_conversation(database: Database) -> None:
    started = start(database, language="zh-Hant")
    with database.read() as session:
        found = history.find_conversation(session, started.id, token=started.token)
    assert (found.id, found.language, found.message_count) == (started.id, "zh-Hant", 0)


@pytest.mark.parametrize("token", ["", "guess", "令牌", "x" * 10_000])
def test_a_wrong_token_and_an_unknown_conversation_are_not_told_apart(database: Database, token: str) -> None:
    started = start(database)
    messages = []
    for conversation_id in (started.id, "no-such-conversation"):
        with pytest.raises(ConversationNotFound) as refused, database.read() as session:
            history.find_conversation(session, conversation_id, token=token)
        messages.append(str(refused.value))
    assert messages[0] == messages[1]


def test_the_token_of_one_conversation_does_not_open_another(database: Database) -> None:
    mine, theirs = start(database), start(database)
    with pytest.raises(ConversationNotFound), database.read() as session:
        history.find_conversation(session, theirs.id, token=mine.token)


# Turns


def test_turns_are_numbered_from_one_without_gaps(database: Database) -> None:
    started = start(database)
    assert [say(database, started, text).sequence for text in ("one", "two", "three")] == [1, 2, 3]


def test_many_threads_leave_no_gap_and_no_double_number(database: Database) -> None:
    started = start(database)
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda number: say(database, started, f"turn {number}"), range(THREADS * 5)))
    turns = list_turns(database, started)
    assert [turn.sequence for turn in turns] == list(range(1, 41))  # 8 threads × 5 turns
    assert {turn.text for turn in turns} == {f"turn {number}" for number in range(40)}


def test_each_conversation_counts_for_itself(database: Database) -> None:
    one, other = start(database), start(database)
    say(database, one, "first here")
    assert say(database, other, "first there").sequence == 1


def test_the_same_key_gives_the_turn_that_was_stored_first(database: Database) -> None:
    started = start(database)
    first = say(database, started, "hello", key="k1")
    again = say(database, started, "other words", key="k1")
    assert (again.id, again.text) == (first.id, "hello")
    assert len(list_turns(database, started)) == 1


def test_a_key_belongs_to_its_conversation(database: Database) -> None:
    one, other = start(database), start(database)
    assert say(database, one, "hello", key="k1").id != say(database, other, "hello", key="k1").id


def test_turns_without_a_key_are_never_taken_for_one_another(database: Database) -> None:
    started = start(database)
    assert say(database, started, "hello").id != say(database, started, "hello").id


def test_threads_that_send_one_key_store_one_turn(database: Database) -> None:
    started = start(database)
    with ThreadPoolExecutor(THREADS) as threads:
        stored = list(threads.map(lambda _: say(database, started, "hello", key="k1").id, range(THREADS)))
    assert len(set(stored)) == 1
    assert [turn.id for turn in list_turns(database, started)] == stored[:1]


@pytest.mark.parametrize("text", ["Where is it? 🙂", "喺邊度攞表格？", "在哪里拿表格？", "a\nb\tc", "%s \\ ' \" <b>"])
def test_words_come_back_as_they_were_stored(database: Database, text: str) -> None:
    started = start(database)
    say(database, started, text)
    assert [turn.text for turn in list_turns(database, started)] == [text]


# What the assistant reads


def test_the_turns_before_a_message_come_oldest_first_and_without_it(database: Database) -> None:
    started = start(database)
    say(database, started, "How do I renew?")
    say(database, started, "Bring form TD 558.", role=Role.ASSISTANT)
    question = say(database, started, "And for my wife?")
    say(database, started, "a later turn")
    with database.read() as session:
        earlier = history.turns_before(session, question)
    assert earlier == (Turn(Role.CITIZEN, "How do I renew?"), Turn(Role.ASSISTANT, "Bring form TD 558."))


def test_only_the_last_twelve_turns_are_read(database: Database) -> None:
    started = start(database)
    turns = [say(database, started, str(number)) for number in range(1, 16)]
    with database.read() as session:
        earlier = history.turns_before(session, turns[-1])
    assert [turn.text for turn in earlier] == [str(number) for number in range(3, 15)]  # 15 - 12 = 3


# Answers


def test_an_answer_is_read_back_with_its_sources_and_how_it_came_about(database: Database) -> None:
    started = start(database)
    question = say(database, started, "How do I renew?")
    answer(database, question)
    [_, turn] = list_turns(database, started)
    assert (turn.sequence, turn.role, turn.text, turn.language) == (2, "assistant", "Bring form TD 558.", "en")
    assert turn.answer is not None
    record = turn.answer
    assert (record.status, record.outcome, record.completeness) == ("answered_approved_text", "answered", "full")
    assert (record.confidence, record.duration_ms, record.mode) == (0.75, 12.5, "rules+hybrid")
    assert record.choices == [{"kind": "handoff", "label": "Ask a person", "text": ""}]
    assert [found["article_id"] for found in record.retrieved] == ["td-licence", "td-old"]
    assert record.trace == [{"step": "screen", "duration_ms": 0.25, "detail": {"intent": None}}]
    assert [(c.article_id, c.version_id, c.version) for c in record.citations] == [
        ("td-licence", 7, 2),
        ("td-fee", 8, 1),
    ]
    assert record.citations[0].last_reviewed == datetime.date(2025, 11, 1)


def test_what_is_given_back_on_storing_is_what_is_read_later(database: Database) -> None:
    question = say(database, start(database), "How do I renew?", key="k1")
    given = answer(database, question)
    with database.read() as session:
        read = history.find_answer_to(session, question.id)
        asked = session.get_one(Message, question.id)
    assert read is not None
    assert values_of(question) == values_of(asked)
    assert values_of(given) == values_of(read)
    assert values_of(given.message) == values_of(read.message)
    assert [values_of(citation) for citation in given.citations] == [values_of(citation) for citation in read.citations]


def test_a_question_is_answered_once(database: Database) -> None:
    started = start(database)
    question = say(database, started, "How do I renew?")
    first = answer(database, question)
    assert answer(database, question).id == first.id
    assert [turn.role for turn in list_turns(database, started)] == ["citizen", "assistant"]


def test_threads_that_answer_one_question_store_one_answer(database: Database) -> None:
    started = start(database)
    question = say(database, started, "How do I renew?")
    with ThreadPoolExecutor(THREADS) as threads:
        stored = list(threads.map(lambda _: answer(database, question).id, range(THREADS)))
    assert len(set(stored)) == 1
    assert [turn.sequence for turn in list_turns(database, started)] == [1, 2]


def test_an_answer_that_cannot_be_kept_leaves_no_turn_and_no_gap(database: Database) -> None:
    started = start(database)
    question = say(database, started, "How do I renew?")

    def store_and_fail() -> None:
        with database.write() as session:
            history.store_answer(session, question, ANSWER)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        store_and_fail()
    answer(database, question)
    assert [turn.sequence for turn in list_turns(database, started)] == [1, 2]


def test_a_question_without_an_answer_has_none(database: Database) -> None:
    question = say(database, start(database), "How do I renew?")
    with database.read() as session:
        assert history.find_answer_to(session, question.id) is None


# What citizens think


def judge(database: Database, started: StartedConversation, answer_id: str, *, comment: str | None = None) -> None:
    with database.write() as session:
        conversation = history.find_conversation(session, started.id, token=started.token)
        history.add_feedback(session, conversation, answer_id, helpful=False, reason="incomplete", comment=comment)


def list_feedback(database: Database) -> list[Feedback]:
    with database.read() as session:
        return list(session.scalars(select(Feedback).order_by(Feedback.created_at)))


def test_feedback_is_kept_with_its_answer(database: Database) -> None:
    started = start(database)
    record = answer(database, say(database, started, "How do I renew?"))
    judge(database, started, record.id, comment="which form?")
    [kept] = list_feedback(database)
    assert (kept.answer_id, kept.helpful) == (record.id, False)
    assert (kept.reason, kept.comment) == ("incomplete", "which form?")


def test_nobody_judges_an_answer_of_another_conversation(database: Database) -> None:
    theirs = answer(database, say(database, start(database), "How do I renew?"))
    mine = start(database)
    for answer_id in (theirs.id, "no-such-answer"):
        with pytest.raises(AnswerNotFound):
            judge(database, mine, answer_id)
    assert list_feedback(database) == []


def test_what_is_stored_beside_an_answer_can_be_read_by_any_tool(database: Database) -> None:
    record = answer(database, say(database, start(database), "How do I renew?"))
    assert json.loads(json.dumps([record.choices, record.retrieved, record.trace])) == [
        record.choices,
        record.retrieved,
        record.trace,
    ]
