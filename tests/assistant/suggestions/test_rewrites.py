"""How can a draft be put another way without changing a fact?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InvalidInput
from assistant.languages import LANGUAGES
from assistant.sentences import unit_spans
from assistant.suggestions.rewrites import Rewrite, greet_and_close, in_other_script, rewrite, shorten

FACTS = re.compile(r"https?://[!-~]+|\d[\d,.: ]*")
SENTENCES = {
    "en": (
        "The fee is $900.",
        "Call 2555 0110.",
        "See https://www.chingwan.example/td?x=1 for the form.",
        "It is old.",
    ),
    "zh-Hant": ("費用為900元。", "請致電2555 0110。", "詳見 https://www.chingwan.example/td?x=1 。", "歷史悠久。"),
    "zh-Hans": ("费用为900元。", "请致电2555 0110。", "详见 https://www.chingwan.example/td?x=1 。", "历史悠久。"),
}
ANY_TEXT = st.sampled_from(LANGUAGES).flatmap(
    lambda language: st.tuples(
        st.just(language), st.lists(st.sampled_from(SENTENCES[language]), min_size=1, max_size=8).map(" ".join)
    )
)


def facts(text: str) -> list[str]:
    return [fact.strip() for fact in FACTS.findall(text)]


@given(ANY_TEXT)
def test_greeting_and_closing_leave_every_number_and_address(given_text: tuple[str, str]):
    language, text = given_text
    assert facts(greet_and_close(text, language=language)) == facts(text)


@given(ANY_TEXT)
def test_the_other_script_leaves_every_number_and_address(given_text: tuple[str, str]):
    _, text = given_text
    assert facts(in_other_script(text, "zh-Hans")) == facts(text)
    assert facts(in_other_script(text, "zh-Hant")) == facts(text)


@given(ANY_TEXT)
def test_what_is_shorter_is_made_of_whole_sentences_in_their_order(given_text: tuple[str, str]):
    _, text = given_text
    before, after = ([t[start:end] for start, end in unit_spans(t)] for t in (text, shorten(text)))
    rest = iter(before)
    assert after
    assert all(sentence in rest for sentence in after)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (
            "This page explains the scheme. The fee is $900. It has a long history. For example, a couple pays $450.",
            "The fee is $900.",
        ),
        ("本頁介紹有關計劃。費用為900元。計劃歷史悠久。例如，夫婦繳付450元。", "費用為900元。"),
        ("本页介绍有关计划。费用为900元。计划历史悠久。例如，夫妇缴付450元。", "费用为900元。"),
    ],
)
def test_examples_and_background_go(text: str, short: str):
    assert shorten(text) == short


def test_a_list_stays_whole_and_the_space_between_paragraphs_too():
    text = "Scheme of 1990.\n\nBring:\n- your form\n- your photo\n\nThe office is nice.\n\nPay $900."
    assert shorten(text) == "Scheme of 1990.\n\nBring:\n- your form\n- your photo\n\nPay $900."


def test_a_text_without_any_fact_stays_as_it_is():
    assert shorten("The office is nice. It was built long ago.") == "The office is nice. It was built long ago."


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            "Thank you for your enquiry.\n\nPay $900.\n\n"
            "If you have any other questions, please reply to this message.\n\nTransport Department",
        ),
        ("zh-Hant", "你好，多謝你的查詢。\n\nPay $900.\n\n如有其他查詢，歡迎回覆本訊息。\n\nTransport Department"),
        ("zh-Hans", "您好，感谢您的查询。\n\nPay $900.\n\n如有其他查询，欢迎回复本信息。\n\nTransport Department"),
    ],
)
def test_a_greeting_and_a_closing_stand_around_the_draft(language: str, expected: str):
    assert greet_and_close("Pay $900.", language=language, department="Transport Department") == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_greeting_twice_greets_once(language: str):
    once = greet_and_close("Pay $900.", language=language, department="TD")
    assert greet_and_close(once, language=language, department="TD") == once


def test_only_chinese_has_another_script_and_links_keep_theirs():
    assert rewrite("請帶表格。", Rewrite.OTHER_SCRIPT, language="zh-Hant") == ("请带表格。", "zh-Hans")
    text = "请看 https://www.chingwan.example/图书馆 。"
    assert rewrite(text, Rewrite.OTHER_SCRIPT, language="zh-Hans")[0] == "請看 https://www.chingwan.example/图书馆 。"
    with pytest.raises(InvalidInput):
        rewrite("Bring it.", Rewrite.OTHER_SCRIPT, language="en")
