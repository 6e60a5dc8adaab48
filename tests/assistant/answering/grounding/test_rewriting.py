"""Does a rewritten text say what the original says?"""

import pytest

from assistant.answering.grounding.rewriting import find_changes
from assistant.answering.written import ProblemKind

ORIGINAL = {
    "en": "The fee is $20. Pay by 1 May at the Wan Lok Office. Refunds are not given, except for cancelled events.",
    "zh-Hant": "收費為20元。請於5月1日前到雲樂辦事處繳付。除活動取消外，費用不予退還。",
    "zh-Hans": "收费为20元。请于5月1日前到云乐办事处缴付。除活动取消外，费用不予退还。",
}
REWRITTEN = {
    "en": "You pay $20, by 1 May, at the Wan Lok Office. Refunds are not given except where an event is cancelled.",
    "zh-Hant": "費用是20元，請在5月1日前到雲樂辦事處繳付。除非活動取消，否則費用不予退還。",
    "zh-Hans": "费用是20元，请在5月1日前到云乐办事处缴付。除非活动取消，否则费用不予退还。",
}
SUMMARY = {"en": "Pay $20 by 1 May.", "zh-Hant": "請於5月1日前繳付20元。", "zh-Hans": "请于5月1日前缴付20元。"}
ADDED = {"en": "Pay $25 by 1 May.", "zh-Hant": "請於5月1日前繳付25元。", "zh-Hans": "请于5月1日前缴付25元。"}


@pytest.mark.parametrize("language", sorted(ORIGINAL))
def test_other_words_change_nothing(language: str):
    assert find_changes(ORIGINAL[language], REWRITTEN[language], language=language) == []


@pytest.mark.parametrize("language", sorted(ORIGINAL))
def test_a_summary_may_lose_and_a_rewrite_may_not(language: str):
    assert find_changes(ORIGINAL[language], SUMMARY[language], language=language, may_lose=True) == []
    found = find_changes(ORIGINAL[language], SUMMARY[language], language=language)
    assert ProblemKind.CHANGED in {problem.kind for problem in found}


@pytest.mark.parametrize("language", sorted(ORIGINAL))
def test_nothing_may_be_added_not_even_by_a_summary(language: str):
    found = find_changes(ORIGINAL[language], ADDED[language], language=language, may_lose=True)
    assert {problem.kind for problem in found} == {ProblemKind.CHANGED}


def test_a_promise_and_a_leak_keep_their_names():
    kinds = {p.kind for p in find_changes(ORIGINAL["en"], "The fee is $20. I will pay it for you.", language="en")}
    assert ProblemKind.CHANGED in kinds
    found = find_changes(ORIGINAL["en"], "The fee is $20. I will forward it.", language="en", may_lose=True)
    assert ProblemKind.PROMISE in {problem.kind for problem in found}


def test_an_empty_rewrite_is_none():
    assert [problem.kind for problem in find_changes(ORIGINAL["en"], " ", language="en")] == [ProblemKind.FORM]
