"""May an answer say that something is not told?"""

import pytest

from assistant.answering.grounding.gaps import tells_a_gap
from tests.assistant.answering.grounding.written import POOL, kinds


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The information does not say whether lockers cost anything."),
        ("zh-Hant", "資料沒有說明儲物櫃是否收費。"),
        ("zh-Hans", "资料没有说明储物柜是否收费。"),
        ("en", "The passage doesn't say what applies on Saturdays."),
        ("zh-Hant", "其他泳池的安排，資料沒有說明。"),
        ("zh-Hans", "其他泳池的安排，文中没有说明。"),
    ],
)
def test_what_is_left_open_needs_no_support(language: str, sentence: str):
    assert kinds(sentence, passage=POOL[language], language=language) == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "The information does not say so, but lockers are free.",
        "The page doesn't mention lockers; ask at the restaurant.",
        "資料沒有說明，但餐廳供應咖啡。",
        "资料没有说明，但餐厅供应咖啡。",
    ],
)
def test_a_gap_with_something_added_is_none(sentence: str):
    assert not tells_a_gap(sentence)
