"""What does the assistant do about people: hand over, hide personal data, and be silent?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import operator
from assistant.answering.answer import HandoffReason
from assistant.answering.draft import Question, Role, Turn
from assistant.answering.knowledge import Query, SearchResult
from assistant.conversations import claims, handoffs
from assistant.conversations.models import Handoff, Message
from assistant.database import Database
from tests.assistant.answered import LANGUAGES, answered
from tests.assistant.answering.scripted_knowledge import ScriptedKnowledge
from tests.assistant.conversations.desk import agent, find, kinds, take, wait
from tests.assistant.licence_knowledge import APPROVED, TITLES, LicenceKnowledge, new_assistant

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
