"""Is what an answer leaves open a part of the question?"""

import pytest

from assistant.answering.answer import Completeness
from assistant.answering.grounding.finding import find_problems
from assistant.answering.written import ProblemKind, WrittenAnswer, WrittenSentence
from tests.assistant.answering.grounding.written import POOL, source

ASKED = {
    "en": ("What does a swim cost, and is there a sauna?", "Diving is not allowed."),
    "zh-Hant": ("游泳收費多少？有沒有桑拿浴室？", "不得跳水。"),
    "zh-Hans": ("游泳收费多少？有没有桑拿浴室？", "不得跳水。"),
}
OPEN = {"en": "is there a sauna", "zh-Hant": "有沒有桑拿浴室", "zh-Hans": "有没有桑拿浴室"}
MADE_UP = {
    "en": "I will forward it; call 5555 1234",
    "zh-Hant": "我會跟進，請致電5555 1234",
    "zh-Hans": "我会跟进，请致电5555 1234",
}


@pytest.mark.parametrize("language", sorted(POOL))
def test_it_is_in_the_words_of_the_citizen(language: str):
    question, text = ASKED[language]
    for missing, expected in ((OPEN[language], set()), (MADE_UP[language], {ProblemKind.VALUE, ProblemKind.PROMISE})):
        written = WrittenAnswer(language, (WrittenSentence(text, (1,)),), Completeness.PARTIAL, missing)
        found = find_problems(written, [source(POOL[language], language=language)], question=question)
        assert {problem.kind for problem in found} >= expected
        assert bool(found) is bool(expected)
