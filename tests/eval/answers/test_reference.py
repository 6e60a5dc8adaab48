"""Which facts should an answer say, and how many of them does it say?"""

from __future__ import annotations

import pytest

from eval.answers.reference import key_facts, recall, reference_facts
from tests.eval.answers.one_article import ARTICLES, known, similarities


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("en", "How much does a dog licence cost?", ["$80", "3 years"]),
        ("zh-Hant", "狗牌收費幾多，有效期幾耐？", ["80元", "3年"]),
        ("zh-Hans", "狗牌收费多少，有效期多久？", ["80元", "3年"]),
    ],
)
def test_the_facts_are_those_of_the_nearest_sentence(language: str, question: str, expected: list[str]):
    (facts,) = reference_facts(known(question, language=language), ARTICLES, similarities)
    assert [fact.text for fact in facts] == expected


def test_a_follow_up_is_read_with_the_turns_before_it():
    question = known("Is there a fine for that?", earlier="dog without a licence: what fine may follow?")
    (facts,) = reference_facts(question, ARTICLES, similarities)
    assert [fact.text for fact in facts] == ["$10,000"]


def test_without_a_known_article_or_without_vectors_nothing_is_wanted():
    assert reference_facts(known(relevant=("cat",)), ARTICLES, similarities) == []
    assert reference_facts(known(), ARTICLES, lambda texts, others: None) == []


def test_other_formats_say_the_same():
    wanted = key_facts("It costs $80 and lasts 3 years.")
    assert recall(key_facts("八十元，為期三年"), [wanted]) == 1
    assert recall(key_facts("HK$80.00"), [wanted]) == 0.5
    assert recall(key_facts("It costs $90."), [wanted]) == 0


def test_of_two_articles_that_answer_one_is_enough():
    assert recall(key_facts("$80"), [key_facts("$90 a year"), key_facts("$80")]) == 1
    assert recall(key_facts("$80"), []) is None
