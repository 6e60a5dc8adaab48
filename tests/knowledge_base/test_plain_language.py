"""What in an article is hard to read?"""

from __future__ import annotations

import pytest

from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.plain_language import HintKind, count_syllables, list_hints, reading_grade


def hints(answer: str, language: str = "en") -> list[tuple[str, str, float | None, str]]:
    content = ArticleContent("x", "TD", {language: ArticleText("", answer)})
    return [(hint.kind.value, hint.text, hint.value, hint.instead) for hint in list_hints(content)]


def test_the_grade_is_kincaids():
    # One sentence of 6 words and 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59 = -1.45, which is no grade.
    assert reading_grade(["The cat sat on the mat."]) == 0
    # 4 words of 3, 4, 4 and 3 syllables: 0.39 * 4 + 11.8 * 14 / 4 - 15.59 = 27.27.
    assert reading_grade(["Applicants eligible municipal Saturday"]) == pytest.approx(27.27)


@pytest.mark.parametrize(
    ("word", "syllables"), [("licence", 2), ("fee", 1), ("table", 2), ("needed", 2), ("application", 4)]
)
def test_syllables_are_groups_of_vowels(word: str, syllables: int):
    assert count_syllables(word) == syllables


def test_officialese_is_named_with_plainer_words():
    assert hints("Apply prior to the event.") == [("jargon", "prior to", None, "before")]


@pytest.mark.parametrize(
    ("language", "answer", "words", "instead"),
    [("zh-Hant", "牌照屆滿前續期。", "屆滿", "期滿"), ("zh-Hans", "牌照届满前续期。", "届满", "期满")],
)
def test_officialese_in_chinese_keeps_its_script(language: str, answer: str, words: str, instead: str):
    assert hints(answer, language) == [("jargon", words, None, instead)]


def test_a_sentence_is_long_by_its_words_and_in_chinese_by_its_characters():
    assert hints("word " * 31 + ".") == [("long_sentence", ("word " * 31 + ".").strip(), 31, "")]
    assert hints("word " * 30 + ".") == []
    assert hints("字" * 61 + "。", "zh-Hant") == [("long_sentence", "字" * 61 + "。", 61, "")]


def test_a_text_of_passives_is_told_so():
    answer = "The form is signed. The fee is paid. The card is sent."
    assert (HintKind.PASSIVE.value, "is signed, is paid, is sent", 1.0, "") in hints(answer)
