"""Is every value of an answer in a passage that its sentence names, however it is written?"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.answer import Completeness
from assistant.answering.grounding.finding import find_problems
from assistant.answering.written import ProblemKind, WrittenAnswer, WrittenSentence
from assistant.sentences import split_sentences
from tests.assistant.answering.grounding.written import POOL, kinds, problems, source


@pytest.mark.parametrize(
    ("language", "passage", "sentence"),
    [
        ("en", "The fee is $1,200.", "You pay HK$1200."),
        ("en", "Offices open 9 am to 4:30 pm, Monday to Friday.", "Offices open 09:00–16:30 on weekdays."),
        ("en", "The permit lasts half a year.", "The permit lasts 6 months."),
        ("en", "Call 2555 0810.", "Call +852 25550810."),
        ("en", "Apply at https://www.chingwan.example/td/renew/.", "Apply at www.chingwan.example/td/renew"),
        ("en", "Hand in Form TD 558.", "Hand in form TD558."),
        ("zh-Hant", "收費為1,000元。", "收費一千元。"),
        ("zh-Hant", "星期一至五上午9時至下午5時辦公。", "辦公時間：星期一至星期五9:00至17:00。"),
        ("zh-Hant", "有效期為12個月。", "有效期為一年。"),
        ("zh-Hant", "計劃於2026年9月1日開始。", "計劃於民國115年9月1日開始。"),
        ("zh-Hant", "收費為$１２０。", "收費為120元。"),
        ("zh-Hans", "收费为1,000元。", "收费一千元。"),
        ("zh-Hans", "需时10个工作天。", "需时十个工作日。"),
    ],
)
def test_a_value_in_another_notation_is_the_same(language: str, passage: str, sentence: str):
    assert kinds(sentence, passage=passage, language=language) == set()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "A swim costs $25 for adults."),
        ("en", "Call 2555 0811."),
        ("en", "Pools open at 7 am."),
        ("en", "Book at https://pools.chingwan.example."),
        ("en", "Children aged 3 to 14 pay $10."),
        ("zh-Hant", "成人收費25元。"),
        ("zh-Hant", "查詢：2555 0811。"),
        ("zh-Hant", "泳池上午7時開放。"),
        ("zh-Hans", "成人收费二十五元。"),
        ("zh-Hans", "查询：2555 0811。"),
        ("zh-Hans", "泳池上午7时开放。"),
    ],
)
def test_a_value_that_the_passage_lacks_is_found(language: str, sentence: str):
    assert ProblemKind.VALUE in kinds(sentence, passage=POOL[language], language=language)


def test_a_value_of_a_passage_that_the_sentence_does_not_name_does_not_count():
    written = WrittenAnswer("en", (WrittenSentence("The fee is $40.", (1,)),), Completeness.FULL)
    sources = [source("The fee is $20."), source("The fee is $40.", number=2)]
    assert [problem.kind for problem in find_problems(written, sources, question="")] == [ProblemKind.VALUE]


def test_a_count_of_what_is_listed_is_free_and_a_count_of_copies_is_not():
    passage = "Apply online or by post. Bring two copies of the form."
    assert kinds("There are two ways: apply online or by post.", passage=passage) == set()
    assert ProblemKind.VALUE in kinds("Bring three copies of the form.", passage=passage)


def test_an_address_is_found_even_beside_a_known_one():
    passage = "Apply at https://www.chingwan.example/td."
    found = problems("Apply at https://www.chingwan.example/td or pay-now.info/td.", passage=passage)
    assert [problem.detail for problem in found] == ["“pay-now.info/td” is in no source of the sentence"]


@given(place=st.integers(0, 20), language=st.sampled_from(sorted(POOL)))
@settings(max_examples=30, deadline=None)
def test_a_sentence_copied_from_its_source_never_has_a_problem(place: int, language: str):
    sentences = split_sentences(POOL[language])
    assert problems(sentences[place % len(sentences)], passage=POOL[language], language=language) == []


@given(place=st.integers(0, 40), number=st.integers(14, 9999), language=st.sampled_from(sorted(POOL)))
@settings(max_examples=60, deadline=None)
def test_replacing_any_number_in_a_copied_sentence_always_has_one(place: int, number: int, language: str):
    text = POOL[language]
    numbers = [m for m in re.finditer(r"\d+", text) if m[0] not in ("2555", "0810")]
    match = numbers[place % len(numbers)]
    if str(number) in text or any(m[0] == str(number) for m in numbers):
        number += 10_000
    changed = split_sentences(text[: match.start()] + str(number) + text[match.end() :])
    written = next(sentence for sentence in changed if str(number) in sentence)
    assert problems(written, passage=text, language=language) != []


MERGED = {
    "en": (
        "Dogs are kept for 10 days at the pound. Cats are kept for 4 days at the pound.",
        "Dogs are kept for 10 days and cats for 4 days.",
        "Dogs are kept for 4 days at the pound.",
    ),
    "zh-Hant": (
        "狗隻會在收容所保管10天。貓隻會在收容所保管4天。",
        "狗隻保管十天，貓隻保管四天。",
        "狗隻會在收容所保管4天。",
    ),
    "zh-Hans": (
        "狗只会在收容所保管10天。猫只会在收容所保管4天。",
        "狗只保管十天，猫只保管四天。",
        "狗只会在收容所保管4天。",
    ),
}


@pytest.mark.parametrize("language", MERGED)
def test_one_sentence_may_say_what_two_of_its_passage_say_with_the_values_of_each(language: str):
    passage, merged, swapped = MERGED[language]
    assert kinds(merged, passage=passage, language=language) == set()
    assert ProblemKind.VALUE in kinds(swapped, passage=passage, language=language)


def test_the_ends_of_two_ranges_make_no_third():
    passage = "The library opens on Saturdays from 9 am to 8 pm and on Sundays from 10 am to 5 pm."
    assert kinds("The library opens on Sundays from 10 am to 5 pm.", passage=passage) == set()
    assert ProblemKind.VALUE in kinds("The library opens on Sundays from 9 am to 5 pm.", passage=passage)


@pytest.mark.parametrize(
    ("language", "passage", "wrong", "right"),
    [
        (
            "en",
            "The auction is on the second Thursday of each month.",
            "The auction is on the last Thursday of each month.",
            "The auction is on the second Thursday of every month.",
        ),
        ("zh-Hant", "拍賣在每月第二個星期四舉行。", "拍賣在每月最後一個星期四舉行。", "每月第二個星期四拍賣。"),
        ("zh-Hans", "拍卖在每月第二个星期四举行。", "拍卖在每月最后一个星期四举行。", "每月第二个星期四拍卖。"),
    ],
)
def test_the_second_thursday_is_not_the_last(language: str, passage: str, wrong: str, right: str):
    assert ProblemKind.VALUE in kinds(wrong, passage=passage, language=language)
    assert ProblemKind.VALUE not in kinds(right, passage=passage, language=language)


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        ("Willow Park and Tide Park are open.", "The two parks, Willow Park and Tide Park, are open."),
        ("Pharmacies give a free one-week pack.", "The free pack lasts one week."),
    ],
)
def test_a_number_that_counts_or_joins_what_the_passage_says_is_said(passage: str, sentence: str):
    assert ProblemKind.VALUE not in kinds(sentence, passage=passage)


def test_which_year_and_one_of_the_two_are_no_values():
    assert problems("不知道是哪一年的，可以查詢。", passage="可以查詢不知道年份的記錄。", language="zh-Hant") == []
    assert problems("不知道是哪一年的，可以查询。", passage="可以查询不知道年份的记录。", language="zh-Hans") == []
    passage = "You may receive the allowance or the supplement, not both."
    assert problems("You may receive one of the two, not both.", passage=passage) == []
    assert problems("You may receive two allowances.", passage=passage) != []


def test_a_temperature_is_no_age():
    assert problems("Stay at home when it is 38 °C or more.", passage="Stay at home at 38°C or more.") == []


def test_the_number_of_an_item_is_no_value():
    passage = POOL["en"]
    assert ProblemKind.VALUE not in kinds("Two rules: 1) wear swimwear; 2) diving is not allowed.", passage=passage)


def test_open_all_day_is_open_24_hours():
    for language, passage, sentence in (
        ("en", "The park is open round the clock.", "The park is open 24 hours."),
        ("zh-Hant", "公園全天開放。", "公園24小時開放。"),
        ("zh-Hans", "公园全天开放。", "公园24小时开放。"),
    ):
        assert ProblemKind.VALUE not in kinds(sentence, passage=passage, language=language)


def test_a_citizen_s_own_age_may_be_repeated_but_is_no_limit():
    passage = "Owners aged 60 or above may claim the grant."
    question = "I am 67, may I claim?"
    assert problems("At 67 you may claim the grant.", passage=passage, question=question) == []
    assert problems("Owners aged 67 or above may claim the grant.", passage=passage, question=question) != []


@pytest.mark.parametrize(
    ("passage", "question", "sentence"),
    [
        ("Drones of 250 g or more must be registered.", "My drone is 600 g.", "At 600 grams it must be registered."),
        ("250克或以上的航拍機須登記。", "我部航拍機有600克。", "600克的航拍機須登記。"),
        ("250克或以上的航拍机须登记。", "我的航拍机有600克。", "600克的航拍机须登记。"),
    ],
)
def test_what_a_citizen_s_own_thing_weighs_may_be_repeated(passage: str, question: str, sentence: str):
    language = "en" if passage.isascii() else "zh-Hant" if "須" in passage else "zh-Hans"
    assert problems(sentence, passage=passage, language=language, question=question) == []
    assert ProblemKind.VALUE in kinds(sentence, passage=passage, language=language)


def test_a_citizen_s_own_sum_is_no_value_of_the_passage():
    passage = "Claims of up to $15,000 go to the board."
    assert problems("Claims of up to $9,000 go to the board.", passage=passage, question="It is about $9,000.") != []
