"""What does the citizen wait to be told?"""

import pytest

from assistant.answering.screen import MAX_QUESTION_LENGTH
from assistant.conversations.models import Message
from assistant.suggestions.open_question import OpenQuestion, find_open_question, join_turn


def talk(*turns: str, language: str = "en") -> OpenQuestion | None:
    """The open question after turns such as `citizen: Where?`."""
    messages = []
    for number, turn in enumerate(turns, start=1):
        role, _, text = turn.partition(": ")
        messages.append(Message(sequence=number, role=role, text=text, language=language))
    return find_open_question(messages)


def test_messages_that_follow_one_another_are_one_turn():
    asked = talk("assistant: Hello.", "citizen: I lost my licence.", "citizen: What now?")
    assert asked is not None
    assert asked.question.text == "I lost my licence.\nWhat now?"
    assert asked.sequence == 3
    assert [turn.text for turn in asked.question.history] == ["Hello."]


@pytest.mark.parametrize(
    ("question", "wish", "language"),
    [
        ("How do I renew my licence?", "I want to talk to a person", "en"),
        ("點樣續領駕駛執照？", "我想搵真人職員", "zh-Hant"),
        ("怎样续领驾驶执照？", "我要转人工", "zh-Hans"),
    ],
)
def test_a_wish_for_a_person_leaves_the_question_before_it_open(question: str, wish: str, language: str):
    asked = talk(f"citizen: {question}", "assistant: Sorry.", f"citizen: {wish}", "assistant: H-1", language=language)
    assert asked is not None
    assert (asked.question.text, asked.question.language, asked.sequence) == (question, language, 3)
    assert asked.question.history == ()


def test_what_an_agent_has_replied_to_is_not_open():
    assert talk("citizen: How do I renew my licence?", "agent: With form TD 558.") is None
    assert talk("citizen: How do I renew?", "agent: Form TD 558.", "citizen: And the fee?") is not None
    assert talk() is None


def test_thanks_after_a_reply_ask_nothing_but_are_read():
    asked = talk("citizen: How do I renew?", "agent: Form TD 558.", "citizen: Thank you")
    assert asked is not None
    assert asked.question.text == "Thank you"


def test_of_a_long_turn_the_newest_messages_are_read():
    assert join_turn(["a" * 600, "b" * 600]) == "b" * 600
    assert join_turn(["a" * 400, "b" * 400]) == "a" * 400 + "\n" + "b" * 400
    assert len(join_turn(["a" * 2000])) == MAX_QUESTION_LENGTH
