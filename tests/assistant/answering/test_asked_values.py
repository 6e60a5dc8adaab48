"""Is a model stopped that leaves out what was asked for?"""

from __future__ import annotations

import pytest

from assistant.answering.answer import Completeness
from assistant.answering.asked_values import find_left_out
from assistant.answering.written import WrittenAnswer, WrittenSentence

APPROVED = {
    "en": "Renew it 4 months before it expires. Bring form TD 558. The fee is $900. Call 2804 2600. Open 9 am to 5 pm.",
    "zh-Hant": "到期前4個月可續期。請帶表格TD 558。費用為900元。電話2804 2600。辦公時間為上午9時至下午5時。",
    "zh-Hans": "到期前4个月可续期。请带上表格TD 558。费用为900元。电话2804 2600。办公时间为上午9时至下午5时。",
}
SAID = {
    "fee": {"en": "You pay $900.", "zh-Hant": "你要付900元。", "zh-Hans": "您要付900元。"},
    "phone": {"en": "Please call 2804 2600.", "zh-Hant": "請致電2804 2600。", "zh-Hans": "请致电2804 2600。"},
    "hours": {"en": "It opens at 9 am.", "zh-Hant": "上午9時開門。", "zh-Hans": "上午9时开门。"},
    "form_number": {"en": "Bring TD 558.", "zh-Hant": "請帶表格TD 558。", "zh-Hans": "请带上表格TD 558。"},
}
BESIDE = {"en": "You can renew it early.", "zh-Hant": "你可以提早續期。", "zh-Hans": "您可以提前续期。"}
ASKED = [
    ("How much is it?", "en", "fee"),
    ("How do I renew my licence, and what does it cost?", "en", "fee"),
    ("What's the fee for a renewal", "en", "fee"),
    ("要幾多錢？", "zh-Hant", "fee"),
    ("續期收費係幾多", "zh-Hant", "fee"),
    ("續期要唔要俾錢？", "zh-Hant", "fee"),
    ("續期須否繳費？", "zh-Hant", "fee"),
    ("续期要多少钱？", "zh-Hans", "fee"),
    ("续期是否收费？", "zh-Hans", "fee"),
    ("hw much is it and is there a charge for a copy", "en", "fee"),
    ("What is the hotline?", "en", "phone"),
    ("電話係幾多號？", "zh-Hant", "phone"),
    ("要打邊個電話？", "zh-Hant", "phone"),
    ("电话是多少？", "zh-Hans", "phone"),
    ("What are your opening hours?", "en", "hours"),
    ("What time does the office close?", "en", "hours"),
    ("辦公時間係幾點？", "zh-Hant", "hours"),
    ("你哋開到幾點？", "zh-Hant", "hours"),
    ("几点开门？", "zh-Hans", "hours"),
    ("Which form do I need?", "en", "form_number"),
    ("要填邊份表格？", "zh-Hant", "form_number"),
    ("要填哪份表格？", "zh-Hans", "form_number"),
]


def written(*sentences: str, language: str = "en", missing: str = "") -> WrittenAnswer:
    completeness = Completeness.PARTIAL if missing else Completeness.FULL
    return WrittenAnswer(language, tuple(WrittenSentence(text, (1,)) for text in sentences), completeness, missing)


@pytest.mark.parametrize(("question", "language", "kind"), ASKED)
def test_a_value_that_is_asked_for_is_said(question: str, language: str, kind: str) -> None:
    beside, said, approved = BESIDE[language], SAID[kind][language], [APPROVED[language]]
    (problem,) = find_left_out(question, written(beside, language=language), approved)
    assert kind in problem.detail
    assert find_left_out(question, written(beside, said, language=language), approved) == []


@pytest.mark.parametrize(
    ("language", "question"), [("en", "How much is it?"), ("zh-Hant", "幾錢？"), ("zh-Hans", "多少钱？")]
)
def test_nobody_asks_for_what_no_passage_states_or_what_is_named_as_missing(language: str, question: str) -> None:
    beside = BESIDE[language]
    assert find_left_out(question, written(beside, language=language), [beside]) == []
    assert find_left_out(question, written(beside, language=language, missing=question), [APPROVED[language]]) == []


@pytest.mark.parametrize(
    ("said", "language"), [("It is free of charge.", "en"), ("費用全免。", "zh-Hant"), ("免费。", "zh-Hans")]
)
def test_that_it_costs_nothing_is_an_answer_too(said: str, language: str) -> None:
    assert find_left_out("How much is it? 多少钱", written(said, language=language), [said]) == []


@pytest.mark.parametrize(
    "question",
    [
        *("May I pay the fee by card?", "How much time do I have?", "How do I change my phone number?"),
        *("要交幾多日前嘅糧單？", "缴费多少天后可以领取？"),
        *("可唔可以用信用卡交費？", "如何更改電話號碼？", "可以用信用卡缴费吗？", "怎样更改电话号码？"),
    ],
)
def test_to_speak_of_a_value_is_not_to_ask_for_it(question: str) -> None:
    assert find_left_out(question, written("You may do that."), [*APPROVED.values()]) == []
