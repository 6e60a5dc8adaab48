"""Which numbers does a text write in words?"""

import pytest

from assistant.languages import fold
from assistant.numerals import read_number, with_digits


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("五", 5),
        ("十二", 12),
        ("二十五", 25),
        ("廿五", 25),
        ("三千五百", 3500),
        ("三千五", 3500),  # As it is said: the last digit counts hundreds.
        ("三千零五", 3005),
        ("一百二十万", 1_200_000),
        ("二零二六", 2026),
        ("一〇八", 108),
    ],
)
def test_a_numeral_has_a_value(numeral: str, value: int):
    assert read_number(numeral) == value


@pytest.mark.parametrize("word", ["万一", "千万", "三四", "百", "二二十"])
def test_words_made_of_numerals_have_none(word: str):
    assert read_number(word) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Pay HK$3,500 within 2 months", "pay hk$3500 within 2 months"),
        ("二十五歲可以申請，兩個月內，費用三千五百元", "25岁可以申请,2个月内,费用3500元"),
        ("二十五岁可以申请，两个月内，费用三千五百元", "25岁可以申请,2个月内,费用3500元"),
        ("二零二六年十二月三日", "2026年12月3日"),
        ("百分之二十", "20%"),
        ("3.5萬元", "35000元"),
        ("第二十三條", "第23条"),
        ("１２個月", "12个月"),
    ],
)
def test_numbers_are_read_as_digits(text: str, read: str):
    assert with_digits(fold(text)) == read


@pytest.mark.parametrize(
    "text",
    [
        "one license, 12,34 and 1,2345",
        "一般 三藩市 十分 萬一 統一 第三者 八達通 千萬不要 星期一 星期六日 一周到 三四個月 一個 唯一",
        "一般 三藩市 十分 万一 统一 第三者 八达通 千万不要 星期一 星期六日 一周到 三四个月 一个 唯一",
    ],
    ids=["en", "zh-Hant", "zh-Hans"],
)
def test_words_that_only_look_like_numbers_stay(text: str):
    assert with_digits(fold(text)) == fold(text)
