"""Does the machine promise what it cannot do?"""

import pytest

from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import POOL, kinds


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "I will forward your question to the pool."),
        ("en", "We will contact you about the fee."),
        ("en", "Your application has been approved."),
        ("zh-Hant", "我會跟進你的個案。"),
        ("zh-Hant", "已為你登記。"),
        ("zh-Hant", "職員稍後會聯絡你。"),
        ("zh-Hans", "我会跟进你的个案。"),
        ("zh-Hans", "已为您登记。"),
        ("zh-Hans", "职员稍后会联络您。"),
    ],
)
def test_a_promise_of_its_own_is_found(language: str, sentence: str):
    assert ProblemKind.PROMISE in kinds(sentence, passage=POOL[language], language=language)


@pytest.mark.parametrize(
    ("language", "passage", "sentence"),
    [
        ("en", "Our officer will call you within 7 days.", "An officer will call you within 7 days."),
        ("en", "Once your application has been approved, pay the fee.", "Pay once your application has been approved."),
        ("en", "Bring a letter confirming that you are enrolled.", "Bring a letter showing you're enrolled."),
        ("zh-Hant", "本署人員會在7天內致電你。", "署方人員會在7天內致電你。"),
        ("zh-Hans", "本署人员会在7天内致电你。", "署方人员会在7天内致电你。"),
    ],
)
def test_what_the_passage_promises_may_be_told(language: str, passage: str, sentence: str):
    assert ProblemKind.PROMISE not in kinds(sentence, passage=passage, language=language)
