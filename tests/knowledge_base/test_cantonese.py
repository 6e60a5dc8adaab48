"""What does written Cantonese say in written Chinese?"""

import pytest

from assistant.languages import fold
from knowledge_base.cantonese import to_cantonese, to_written


@pytest.mark.parametrize(
    ("cantonese", "written"),
    [
        ("點樣攞籌", "怎样取筹"),
        ("我張身份證唔見咗", "我张身份证遗失了"),
        ("使唔使畀錢？", "是否需要付款?"),
        ("佢哋幾時返工", "他们什么时候上班"),
        ("过咗期点算", "过期了怎么办"),
    ],
)
def test_cantonese_is_read_as_written_chinese(cantonese: str, written: str):
    assert to_written(fold(cantonese)) == written


@pytest.mark.parametrize(
    "text",
    [
        *"How do I renew my BB's passport?|關係 系統 地點 仲裁 咪錶 傾倒 腐爛 講座 遣返 成年人 禮拜堂 嘈雜".split("|"),
        "关系 系统 重点投诉 仲裁 倾倒 腐烂 讲座 影响 人工智能",
    ],
    ids=["en", "zh-Hant", "zh-Hans"],
)
def test_what_is_no_cantonese_stays(text: str):
    assert to_written(fold(text)) == fold(text)


def test_the_longer_word_is_read_first():
    assert to_written(fold("唔見咗")) == "遗失了"  # Neither 不 for 唔 nor 遗失 for 唔见.


def test_written_chinese_can_be_said_in_cantonese():
    assert to_cantonese(fold("怎樣領取")) == fold("點攞")
    assert to_cantonese("library card") == "library card"
