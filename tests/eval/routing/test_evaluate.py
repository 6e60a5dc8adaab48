"""How many messages of each intent are recognised, and which department gets a question?"""

import pytest

from assistant.answering.answer import Answer, Status
from eval.datasets.questions import KnownQuestion, Split
from eval.datasets.sample import KnownMessage
from eval.routing import evaluate
from eval.routing.generate import RoutedMessage, RoutedQuestion, taken_for


def message(language: str, intent: str | None, taken: str) -> RoutedMessage:
    return RoutedMessage(KnownMessage("m", "text", language, intent), taken, "status")


def question(found: str | None, *, taken: str = "question", language: str = "en") -> RoutedQuestion:
    known = KnownQuestion("q", "?", language, Split.TEST, ("a",))
    return RoutedQuestion(known, frozenset({"TD"}), found, taken)


MESSAGES = [
    message("en", "emergency", "emergency"),
    message("zh-Hant", "emergency", "question"),
    message("zh-Hans", None, "question"),
    message("en", None, "crisis"),
]


@pytest.mark.parametrize(
    ("status", "intent"),
    [
        (Status.EMERGENCY_CRISIS, "crisis"),
        (Status.CASE_COMPLAINT, "complaint"),
        (Status.ANSWERED_APPROVED_TEXT, "question"),
        (Status.HANDOFF_LOW_CONFIDENCE, "question"),
    ],
)
def test_an_answer_tells_what_the_message_was_taken_for(status: Status, intent: str):
    assert taken_for(Answer(status, "en", "text")) == intent


def test_recognised_is_a_share_of_each_intent_in_all_and_by_language():
    measured = evaluate.measure_messages(MESSAGES)
    assert measured["emergency"] == {"messages": 2, "recognised": {"all": 0.5, "en": 1.0, "zh-Hant": 0.0}}
    assert measured["question"]["recognised"]["all"] == 0.5


def test_the_confusion_counts_what_each_intent_was_taken_for():
    assert evaluate.confusion(MESSAGES) == {
        "emergency": {"emergency": 1, "question": 1},
        "question": {"question": 1, "crisis": 1},
    }


def test_an_ordinary_question_taken_for_danger_is_a_false_alarm():
    assert evaluate.false_alarms(MESSAGES, [question("TD"), question("TD", taken="emergency")]) == ["m", "q"]


def test_a_department_is_right_when_it_answers_the_question():
    routed = [question("TD"), question("HD"), question(None, language="zh-Hans")]
    measured = evaluate.measure_departments(routed)
    assert measured["all"] == {"questions": 3, "right": pytest.approx(1 / 3)}
    assert measured["zh-Hans"]["right"] == 0.0


def test_failures_hold_wrong_messages_and_wrong_departments():
    assert len(evaluate.failures(MESSAGES, [question("TD"), question("HD")])) == 3


def test_the_tables_name_every_intent_and_set():
    text = evaluate.table(
        evaluate.measure_messages(MESSAGES), {"sample": evaluate.measure_departments([question("TD")])}
    )
    assert "| emergency | 2 | 0.500 | 1.000 | 0.000 | – |" in text
    assert "| sample | 1 | 1.000 | 1.000 | – | – |" in text
