"""Is every name in a passage or in the question, in whichever language?"""

import pytest

from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import kinds, problems

PASSAGES = {
    "en": (
        "Hand the form in at the Wan Lok Licensing Office, 12 Harbour Road. The Transport Department issues the permit."
    ),
    "zh-Hant": "請將表格交到海港道12號雲樂牌照事務處。許可證由運輸署簽發。",
    "zh-Hans": "请将表格交到海港道12号云乐牌照事务处。许可证由运输署签发。",
}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Hand the form in at the Kwun Tong Licensing Office."),
        ("en", "The Immigration Department issues the permit."),
        ("en", "The office is at 12 Queen Road."),
        ("en", "Hand the form to Mr Wong at the Wan Lok Licensing Office."),
        ("en", "You can pay with Octopus at the Wan Lok Licensing Office."),
        ("zh-Hant", "請將表格交到觀塘牌照事務處。"),
        ("zh-Hant", "許可證由入境事務處簽發。"),
        ("zh-Hant", "請將表格交給陳先生。"),
        ("zh-Hant", "可用八達通繳費。"),
        ("zh-Hans", "请将表格交到观塘牌照事务处。"),
        ("zh-Hans", "许可证由入境事务处签发。"),
        ("zh-Hans", "请将表格交给陈先生。"),
        ("zh-Hans", "可用八达通缴费。"),
    ],
)
def test_a_name_that_nobody_gave_is_found(language: str, sentence: str):
    assert ProblemKind.NAME in kinds(sentence, passage=PASSAGES[language], language=language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Go to the Licensing Office in Wan Lok and hand in the form."),
        ("zh-Hant", "你可到雲樂牌照事務處遞交表格。"),
        ("zh-Hans", "您可到云乐牌照事务处递交表格。"),
    ],
)
def test_a_name_of_the_passage_may_stand_in_other_words(language: str, sentence: str):
    assert kinds(sentence, passage=PASSAGES[language], language=language) == set()


def test_a_department_is_the_same_in_the_other_language():
    sentence = "The Transport Department issues the permit."
    assert ProblemKind.NAME not in kinds(sentence, passage=PASSAGES["zh-Hant"], passage_language="zh-Hant")
    other = "The Highways Department issues the permit."
    assert ProblemKind.NAME in kinds(other, passage=PASSAGES["zh-Hant"], passage_language="zh-Hant")


def test_a_name_of_the_question_is_no_invention():
    passage = "Permits are issued within 3 days."
    question = "I am at Lantern Bay; when do I get the permit?"
    assert problems("At Lantern Bay permits are issued within 3 days.", passage=passage, question=question) == []
