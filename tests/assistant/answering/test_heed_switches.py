"""What does a citizen get while the assistant, or the topic of what it found, is off?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.answer import Answer, ChoiceKind, HandoffReason, Outcome, Status
from assistant.answering.pipeline import answer_questions
from assistant.answering.wording import load_wording
from assistant.switches.off_switches import Switches
from tests.assistant.answering.scripted_knowledge import SURE, Question, ScriptedKnowledge, hit, tools

ASSISTANT_OFF = Switches({"assistant": "a test"})
TOPIC_OFF = Switches({"topic:licence_permit_enquiry": "fees change"})
QUESTIONS = {"en": "How do I renew my licence?", "zh-Hant": "點樣續領駕駛執照？", "zh-Hans": "怎样续领驾驶执照？"}
DANGERS = {"en": "There is a fire in my flat", "zh-Hant": "我屋企火燭", "zh-Hans": "我家着火了"}
CRISES = {"en": "I want to kill myself", "zh-Hant": "我想自殺", "zh-Hans": "我想自杀"}
PERSONS = {"en": "I want to talk to a person", "zh-Hant": "我要搵真人", "zh-Hans": "我要转人工"}


def ask(text: str, switches: Switches, knowledge: ScriptedKnowledge | None = None) -> Answer:
    knowledge = knowledge or ScriptedKnowledge(hit(), features=SURE)
    return answer_questions([Question(text)], replace(tools(knowledge), switches=lambda: switches))[0]


# The assistant


@pytest.mark.parametrize(("language", "text"), QUESTIONS.items())
def test_an_assistant_that_is_off_says_so_and_offers_a_person(language: str, text: str) -> None:
    answer = ask(text, ASSISTANT_OFF)
    assert (answer.status, answer.language) == (Status.HANDOFF_SWITCHED_OFF, language)
    assert answer.text == load_wording().text("handoff_switched_off", language)
    assert answer.handoff_reason is HandoffReason.POLICY_RESTRICTION
    assert [choice.kind for choice in answer.choices] == [ChoiceKind.HANDOFF]
    assert answer.citations == ()


@pytest.mark.parametrize("text", ["hello", "Are you a robot?", "", "x" * 2000])
def test_it_says_nothing_else_either(text: str) -> None:
    assert ask(text, ASSISTANT_OFF).status is Status.HANDOFF_SWITCHED_OFF


def test_nothing_is_searched_for_meanwhile() -> None:
    knowledge = ScriptedKnowledge(hit(), features=SURE)
    ask(QUESTIONS["en"], ASSISTANT_OFF, knowledge)
    assert knowledge.asked == []


@pytest.mark.parametrize("text", [*DANGERS.values(), *CRISES.values()])
def test_danger_to_life_still_gets_its_fixed_text(text: str) -> None:
    assert ask(text, ASSISTANT_OFF).outcome is Outcome.EMERGENCY


@pytest.mark.parametrize("text", PERSONS.values())
def test_who_asks_for_a_person_still_gets_one(text: str) -> None:
    assert ask(text, ASSISTANT_OFF).status is Status.HANDOFF_CUSTOMER_REQUEST


# A topic


@pytest.mark.parametrize(("language", "text"), QUESTIONS.items())
def test_an_article_whose_topic_is_off_is_not_shown(language: str, text: str) -> None:
    answer = ask(text, TOPIC_OFF)
    assert (answer.status, answer.language) == (Status.HANDOFF_POLICY_RESTRICTION, language)
    assert answer.handoff_reason is HandoffReason.POLICY_RESTRICTION
    assert answer.department == "TD"
    assert "Approved text" not in answer.text
    assert answer.citations == ()
    assert [retrieved.used for retrieved in answer.retrieved] == [False]


def test_another_topic_is_answered_all_the_same() -> None:
    knowledge = ScriptedKnowledge(hit(category="street_light"), features=SURE)
    assert ask(QUESTIONS["en"], TOPIC_OFF, knowledge).status is Status.ANSWERED_APPROVED_TEXT
