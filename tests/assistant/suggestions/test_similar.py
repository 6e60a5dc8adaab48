"""Which conversations that an agent has answered were about the same?"""

from __future__ import annotations

import time

import pytest

from assistant.accounts.permissions import Actor, Permission
from assistant.database import Database
from assistant.suggestions.past_questions import PastQuestions
from assistant.suggestions.similar import SimilarConversations
from assistant.suggestions.suggestion import SimilarConversation
from tests.assistant.suggestions.conversations import agent, close_as_answered, hand_over

ASKED = {
    "en": ("How do I renew my driving licence from abroad?", "renew driving licence abroad"),
    "zh-Hant": ("身在外地點樣續領駕駛執照？", "外地續領駕駛執照"),
    "zh-Hans": ("身在外地怎样续领驾驶执照？", "外地续领驾驶执照"),
}


def find(
    database: Database, text: str, *, actor: Actor | None = None, but: str | None = None
) -> list[SimilarConversation]:
    with database.read() as session:
        return SimilarConversations().find(session, text, actor=actor or agent("mei", "TD"), but=but)


def answered(database: Database, text: str, reply: str, *, language: str = "en", department: str = "TD") -> str:
    conversation = hand_over(database, text, language=language, department=department, reply=reply)
    close_as_answered(database, conversation)
    return conversation


@pytest.mark.parametrize("language", ASKED)
def test_a_question_that_an_agent_has_answered_is_found_by_its_words(database: Database, language: str) -> None:
    asked, again = ASKED[language]
    conversation = answered(database, asked, "TD 558", language=language)
    answered(database, "Where is the library?", "18 Pearl Street")
    assert find(database, again) == [SimilarConversation(conversation, asked, "TD 558", "answered")]
    assert find(database, again, but=conversation) == []
    assert find(database, "dog licence for my puppy and the vaccination of cats") == []


def test_personal_data_of_another_citizen_is_masked(database: Database) -> None:
    answered(database, "Renew licence, my ID is A123456(3), call 9123 4567", "Dear a.chan@example.org, use TD 558.")
    (found,) = find(database, "renew licence")
    shown = f"{found.question} {found.reply}"
    assert not any(secret in shown for secret in ("A123456", "9123 4567", "a.chan"))
    assert "TD 558" in shown


def test_only_what_was_closed_as_answered_with_a_reply_is_shown(database: Database) -> None:
    hand_over(database, "How do I renew my licence?", reply="TD 558")
    close_as_answered(database, hand_over(database, "How do I renew my licence?"))
    assert find(database, "renew licence") == []


def test_another_departments_conversations_are_not_shown(database: Database) -> None:
    answered(database, "How do I renew my licence?", "TD 558", department="IMMD")
    assert find(database, "renew licence") == []
    assert len(find(database, "renew licence", actor=agent("ann", "IMMD"))) == 1
    system = Actor("key:desk", frozenset({Permission.SUGGESTION_CREATE}))
    assert find(database, "renew licence", actor=system) == []


def test_what_is_closed_later_is_found_when_it_is_time_to_look_again(database: Database) -> None:
    now = 0.0
    similar = SimilarConversations(clock=lambda: now)
    with database.read() as session:
        assert similar.find(session, "renew licence", actor=agent()) == []
    answered(database, "How do I renew my licence?", "TD 558")
    with database.read() as session:
        assert similar.find(session, "renew licence", actor=agent()) == []
        now = 11.0
        assert len(similar.find(session, "renew licence", actor=agent())) == 1


def test_four_thousand_questions_are_looked_through_in_milliseconds() -> None:
    asked = PastQuestions()
    for number in range(4000):
        asked.add(str(number), f"How do I renew licence number {number} at office {number % 50}?")
    started = time.process_time()
    found = asked.find("renew licence office 7", limit=20, least_share=0.4, may_show=lambda _: True)
    assert len(found) == 20
    assert time.process_time() - started < 0.1  # 8 ms when measured; a busy machine is slower.
