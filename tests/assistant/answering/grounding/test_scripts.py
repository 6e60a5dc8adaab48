"""Is an answer in the citizen's language and script?"""

import pytest

from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import POOL, kinds


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "不得跳水。"),
        ("zh-Hant", "Diving is not allowed."),
        ("zh-Hant", "必须穿着泳装。"),
        ("zh-Hant", "唔可以跳水㗎。"),
        ("zh-Hans", "必須穿着泳裝。"),
        ("zh-Hans", "You must wear swimwear."),
        ("en", "水泳は20ドルです。"),
    ],
)
def test_another_language_or_script_is_found(language: str, sentence: str):
    passage = POOL["zh-Hant" if language == "en" else language]
    found = kinds(sentence, passage=passage, language=language, passage_language="zh-Hant")
    assert ProblemKind.LANGUAGE in found


def test_latin_names_and_form_numbers_are_free_in_chinese():
    passage = "請填寫表格TD 558，並以電郵寄往 td@chingwan.example。"
    assert kinds("請填寫TD 558，寄往 td@chingwan.example。", passage=passage, language="zh-Hant") == set()
    plain = "请填写表格TD 558，并以电邮寄往 td@chingwan.example。"
    assert kinds("请填写TD 558，寄往 td@chingwan.example。", passage=plain, language="zh-Hans") == set()


def test_a_chinese_name_of_the_passage_is_free_in_english():
    assert kinds("Take bus 5 to Wan Lok (雲樂).", passage="Take bus 5 to Wan Lok (雲樂).") == set()
