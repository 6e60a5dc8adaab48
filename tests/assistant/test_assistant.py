"""Does every message get its one answer, stored before it is shown, whatever happens in between?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event, select

from assistant.accounts.permissions import operator
from assistant.answering.answer import HandoffReason
from assistant.answering.draft import Question, Role, Turn
from assistant.answering.knowledge import Query, SearchResult
from assistant.assistant import Assistant
from assistant.conversations import claims, handoffs
from assistant.conversations.history import StartedConversation
from assistant.conversations.models import AnswerRecord, Conversation, Handoff, Message
from assistant.database import Database
from assistant.errors import ConversationNotFound, IndexUnavailable
from tests.assistant.answering.scripted_knowledge import ScriptedKnowledge
from tests.assistant.conversations.desk import agent, find, kinds, take, wait
from tests.assistant.licence_knowledge import APPROVED, TITLES, LicenceKnowledge, new_assistant

LANGUAGES = ("en", "zh-Hant", "zh-Hans")


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


def answered(assistant: Assistant, question: Message) -> AnswerRecord:
    """The answer, where no agent has the conversation."""
    record = assistant.reply(question)
    assert record is not None
    return record


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


# A person

WANTED = {"en": "I want to talk to a person", "zh-Hant": "我想同真人傾", "zh-Hans": "我要转人工客服"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_asks_for_a_person_waits_for_one_at_once(database: Database, language: str) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language=language)
    question = assistant.receive(started.id, started.token, WANTED[language])
    record = answered(assistant, question)
    with database.read() as session:
        [handoff] = session.scalars(select(Handoff)).all()
    assert (record.status, record.reference) == ("handoff_customer_request", handoff.reference)
    assert (handoff.conversation_id, handoff.language, handoff.reason) == (started.id, language, "customer_request")
    assert answered(assistant, question).reference == handoff.reference


def test_asking_for_a_person_again_keeps_the_reference(database: Database) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language="en")
    records = [answered(assistant, assistant.receive(started.id, started.token, WANTED["en"])) for _ in range(2)]
    handoff = assistant.hand_off(started.id, started.token, note="ring me")
    assert {record.reference for record in records} == {handoff.reference}
    assert records[0].id != records[1].id


def test_no_other_answer_opens_a_handoff(database: Database) -> None:
    assistant = new_assistant(database, ScriptedKnowledge())
    started = assistant.start_conversation(language="en")
    record = answered(assistant, assistant.receive(started.id, started.token, TITLES["en"]))
    assert (record.outcome, record.reference) == ("handoff", None)


def test_a_handoff_waits_in_the_language_of_the_conversation(database: Database) -> None:
    assistant = new_assistant(database)
    for language in LANGUAGES:
        started = assistant.start_conversation(language=language)
        handoff = assistant.hand_off(started.id, started.token, reason=HandoffReason.COMPLAINT)
        assert (handoff.language, handoff.reason, handoff.state) == (language, "complaint", "waiting")


@pytest.mark.parametrize("part", ["note", "contact"])
def test_what_no_eye_sees_is_not_handed_over(database: Database, part: str) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language="en")
    note, contact = ("ring\x00 me", None) if part == "note" else (None, {"name": "Ch\x00an"})
    handoff = assistant.hand_off(started.id, started.token, note=note, contact=contact)
    assert (handoff.note, handoff.contact) == (("ring me", None) if part == "note" else (None, {"name": "Chan"}))
    with database.read() as session:
        assert session.scalars(select(Handoff.reference)).all() == [handoff.reference]


def test_a_comment_with_what_no_eye_sees_is_kept_without_it(database: Database) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language="en")
    record = answered(assistant, assistant.receive(started.id, started.token, TITLES["en"]))
    kept = assistant.feedback(
        started.id, started.token, record.id, helpful=False, reason="wrong\x00", comment="no\ud800 use"
    )
    assert (kept.reason, kept.comment) == ("wrong", "no use")


# Personal data


MASKED = {"en": "call [phone number removed]", "zh-Hant": "打[電話號碼已隱藏]俾我", "zh-Hans": "打[电话号码已隐藏]给我"}
WITH_PHONE = {"en": "call 9123 4567", "zh-Hant": "打9123 4567俾我", "zh-Hans": "打9123 4567给我"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_is_stored_without_what_identifies_a_person(database: Database, language: str) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language=language)
    question = assistant.receive(started.id, started.token, WITH_PHONE[language])
    assert (question.text, question.language) == (MASKED[language], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_an_article_names_is_stored(sqlite_database: Database, language: str) -> None:
    knowledge = LicenceKnowledge()
    knowledge.contacts = frozenset({"91234567"})
    assistant = new_assistant(sqlite_database, knowledge)
    started = assistant.start_conversation(language=language)
    assert assistant.receive(started.id, started.token, WITH_PHONE[language]).text == WITH_PHONE[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_kept_from_outside_and_a_comment_are_masked_too(database: Database, language: str) -> None:
    assistant = new_assistant(database)
    question = Question(TITLES[language], language, (Turn(Role.CITIZEN, WITH_PHONE[language]),))
    record = assistant.record(question, assistant.answer(question))
    with database.read() as session:
        texts = session.scalars(select(Message.text).order_by(Message.sequence)).all()
    assert texts == [MASKED[language], TITLES[language], record.message.text]
    started = assistant.start_conversation(language=language)
    record = answered(assistant, assistant.receive(started.id, started.token, TITLES[language]))
    kept = assistant.feedback(started.id, started.token, record.id, helpful=False, comment=WITH_PHONE[language])
    assert kept.comment == MASKED[language]


def test_what_a_citizen_leaves_for_a_person_is_kept_as_it_is(database: Database) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language="en")
    contact = {"phone": "9123 4567", "email": "chan@example.com"}
    handoff = assistant.hand_off(started.id, started.token, note=WITH_PHONE["en"], contact=contact)
    assert (handoff.note, handoff.contact) == (WITH_PHONE["en"], contact)


# Silence while an agent has the conversation

DANGER = {"en": "There is a fire in my flat!", "zh-Hant": "我屋企火燭呀！", "zh-Hans": "我家着火了！"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_an_agent_has_it_the_message_is_kept_and_nothing_is_answered(database: Database, language: str) -> None:
    knowledge = LicenceKnowledge()
    assistant = new_assistant(database, knowledge)
    waiting = wait(database, language=language)
    take(database, waiting, agent(database))
    question = assistant.receive(waiting.started.id, waiting.started.token, TITLES[language])
    assert assistant.reply(question) is None
    assert knowledge.asked == []
    assert kinds(database, waiting) == ["citizen", "requested", "claimed", "citizen"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_to_life_is_answered_first_even_then_and_the_agent_learns_of_it(
    database: Database, language: str
) -> None:
    assistant = new_assistant(database)
    waiting = wait(database, language=language)
    take(database, waiting, agent(database))
    question = assistant.receive(waiting.started.id, waiting.started.token, DANGER[language])
    record = answered(assistant, question)
    assert (record.outcome, record.message.language) == ("emergency", language)
    assert kinds(database, waiting)[-3:] == ["citizen", "assistant", "emergency"]
    assert find(database, waiting).urgency == 2


def test_danger_to_life_brings_who_waits_to_the_front(database: Database) -> None:
    assistant = new_assistant(database)
    _first, second = wait(database), wait(database)
    answered(assistant, assistant.receive(second.started.id, second.started.token, DANGER["en"]))
    with database.read() as session:
        assert handoffs.list_waiting(session, actor=operator())[0].id == second.handoff_id


def test_while_it_waits_and_after_its_release_the_assistant_answers(database: Database) -> None:
    assistant, ada, waiting = new_assistant(database), agent(database), wait(database)
    for _ in ("while it waits", "after its release"):
        question = assistant.receive(waiting.started.id, waiting.started.token, TITLES["en"])
        assert answered(assistant, question).message.text == APPROVED["en"]
        if find(database, waiting).state == "waiting":
            take(database, waiting, ada)
            with database.write() as session:
                claims.release(session, waiting.handoff_id, actor=ada)


class ClaimedMeanwhile(LicenceKnowledge):
    """While it searches, an agent claims the conversation."""

    def __init__(self, claim: Callable[[], object]) -> None:
        super().__init__()
        self.claim = claim

    def search_many(self, queries: Sequence[Query], *, limit: int = 10) -> list[SearchResult]:
        self.claim()
        return super().search_many(queries, limit=limit)


def test_an_answer_that_was_made_while_an_agent_claimed_is_dropped(database: Database) -> None:
    ada, waiting = agent(database), wait(database)
    assistant = new_assistant(database, ClaimedMeanwhile(lambda: take(database, waiting, ada)))
    question = assistant.receive(waiting.started.id, waiting.started.token, TITLES["en"])
    assert assistant.reply(question) is None
    assert kinds(database, waiting) == ["citizen", "requested", "citizen", "claimed"]


def test_after_the_end_a_citizen_may_ask_for_a_person_anew(database: Database) -> None:
    assistant, ada, waiting = new_assistant(database), agent(database), wait(database)
    take(database, waiting, ada)
    held = assistant.hand_off(waiting.started.id, waiting.started.token)
    assert held.reference == waiting.reference
    with database.write() as session:
        claims.release(session, waiting.handoff_id, actor=ada)
    anew = assistant.hand_off(waiting.started.id, waiting.started.token)
    assert (anew.state, anew.reference == waiting.reference) == ("waiting", False)
    assert anew.reply_by is not None
