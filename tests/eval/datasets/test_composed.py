"""Which composed answers are known, and what of them is known?"""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.languages import LANGUAGES
from eval.datasets.composed import PROMISED, ComposedAnswer, read_composed
from eval.datasets.questions import Split


@pytest.fixture(scope="module")
def answers() -> list[ComposedAnswer]:
    return read_composed(Split.TEST)


def test_each_language_has_a_hundred_promised_faults_and_a_hundred_right_answers(answers: list[ComposedAnswer]):
    for language in LANGUAGES:
        own = [answer for answer in answers if answer.language == language]
        assert sum(answer.is_right for answer in own) == 100
        assert sum(answer.kind in PROMISED for answer in own) == 100
        assert {answer.kind for answer in own} >= {"swap", "negation", "unsupported", "hours", "percent", "promise"}


def test_each_answer_is_there_once_and_names_sources_that_it_has(answers: list[ComposedAnswer]):
    assert max(Counter(answer.id for answer in answers).values()) == 1
    assert max(Counter((answer.question, answer.sentences) for answer in answers).values()) == 1
    for answer in answers:
        assert all(number <= len(answer.sources) for sentence in answer.sentences for number in sentence.sources)


def test_no_question_stands_in_both_halves(answers: list[ComposedAnswer]):
    tune = read_composed(Split.TUNE)
    assert {answer.language for answer in tune} == set(LANGUAGES)
    assert {answer.question for answer in tune}.isdisjoint(answer.question for answer in answers)
    assert {answer.sources for answer in tune}.isdisjoint(answer.sources for answer in answers)


def test_every_wrong_answer_differs_from_a_right_one_of_its_question(answers: list[ComposedAnswer]):
    questions = {answer.question for answer in answers if answer.is_right}
    assert {answer.question for answer in answers} == questions
