"""Which words before the end of a name are no part of it?"""

import pytest

from assistant.answering.grounding.ordinary_words import name_part
from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import kinds


@pytest.mark.parametrize(
    ("before", "own"),
    [
        ("留意客务", "客务"),  # 留意客務中心
        ("记得讲清楚", ""),  # 記得講清楚路名
        ("灯笼山道路维修", "灯笼山道路维修"),  # 燈籠山道路維修組: a verb within a name is a part of it.
    ],
)
def test_ordinary_words_before_a_name_are_taken_off(before: str, own: str):
    assert name_part(before) == own


@pytest.mark.parametrize(
    ("language", "sentence", "passage"),
    [
        ("zh-Hant", "要留意客務中心逢星期日不開。", "客務中心星期日休息。"),
        ("zh-Hans", "要留意客务中心逢星期日不开。", "客务中心星期日休息。"),
    ],
)
def test_a_known_name_stays_known_behind_any_verb(language: str, sentence: str, passage: str):
    assert ProblemKind.NAME not in kinds(sentence, passage=passage, language=language)


@pytest.mark.parametrize(
    ("language", "sentence", "passage"),
    [
        ("zh-Hant", "可選雲海紀念花園或靜海紀念花園。", "可選雲海紀念花園或靜湖紀念花園。"),
        ("zh-Hans", "可选云海纪念花园或静海纪念花园。", "可选云海纪念花园或静湖纪念花园。"),
    ],
)
def test_one_character_makes_another_name(language: str, sentence: str, passage: str):
    assert ProblemKind.NAME in kinds(sentence, passage=passage, language=language)
