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
        ("en", "The Transport Department (TD) issues the permit."),
        ("en", "Hand the form in at the Wan Lok Licensing Office, 12 Harbour Rd."),
        ("en", "Hand the form in during office hours."),
        ("zh-Hant", "你可到雲樂牌照事務處遞交表格。"),
        ("zh-Hans", "您可到云乐牌照事务处递交表格。"),
    ],
)
def test_a_name_of_the_passage_may_stand_in_other_words(language: str, sentence: str):
    assert kinds(sentence, passage=PASSAGES[language], language=language) == set()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Have it checked by a registered structural engineer."),
        ("en", "Bring the cremation permit."),
        ("zh-Hant", "可向裁判法院遞交申請。"),
        ("zh-Hans", "可向裁判法院递交申请。"),
    ],
)
def test_what_is_named_by_its_kind_is_of_the_passage_s_kind(language: str, sentence: str):
    passages = {
        "en": "Have it checked by a registered geotechnical engineer. Bring the death certificate for the cremation.",
        "zh-Hant": "可向勞資審裁處遞交申請。",
        "zh-Hans": "可向劳资审裁处递交申请。",
    }
    assert ProblemKind.NAME in kinds(sentence, passage=passages[language], language=language)


def test_a_department_may_be_named_where_its_passage_speaks_of_itself():
    sentence = "The Leisure and Cultural Services Department replies within 5 days."
    assert ProblemKind.NAME not in kinds(sentence, passage="We reply within 5 days.")
    assert ProblemKind.NAME in kinds(sentence, passage="The police reply within 5 days.")


def test_a_department_is_not_heard_within_the_name_of_another():
    passage = "食物環境衞生署免費收集大型垃圾。"
    assert kinds("食物環境衞生署收集大型垃圾，費用全免。", passage=passage, language="zh-Hant") == set()


def test_a_department_is_the_same_in_the_other_language():
    sentence = "The Transport Department issues the permit."
    assert ProblemKind.NAME not in kinds(sentence, passage=PASSAGES["zh-Hant"], passage_language="zh-Hant")
    other = "The Highways Department issues the permit."
    assert ProblemKind.NAME in kinds(other, passage=PASSAGES["zh-Hant"], passage_language="zh-Hant")


def test_a_name_of_the_question_is_no_invention():
    passage = "Permits are issued within 3 days."
    question = "I am at Lantern Bay; when do I get the permit?"
    assert problems("At Lantern Bay permits are issued within 3 days.", passage=passage, question=question) == []


PARTS = {
    "en": (
        "Hand it in at the Eastern District Office, 18 Lantern Street, or ask Mr Ben Tsang of the Old Mill Library. "
        "Get the CityBook app."
    ),
    "zh-Hant": "請交到燈籠街18號東區民政處，或向舊磨坊圖書館的曾志明先生查詢。可用「城訂」應用程式。",
    "zh-Hans": "请交到灯笼街18号东区民政处，或向旧磨坊图书馆的曾志明先生查询。可用“城订”应用程序。",
}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Hand it in at the Western District Office."),
        ("en", "Western District Office takes it at 18 Lantern Street."),
        ("en", "Hand it in at 18 Lantern Road."),
        ("en", "Ask Ms Tsang of the Old Mill Library."),
        ("en", "Ask Mr Ben Chan of the Old Mill Library."),
        ("en", "Ask at the Old Street Library."),
        ("en", "Ask at the tram office."),
        ("zh-Hant", "請交到燈籠街18號西區民政處。"),
        ("zh-Hant", "請交到燈籠道18號東區民政處。"),
        ("zh-Hant", "可向新磨坊圖書館的曾先生查詢。"),
        ("zh-Hant", "可向曾主任查詢。"),
        ("zh-Hant", "可用「訂城」應用程式。"),
        ("zh-Hans", "请交到灯笼街18号西区民政处。"),
        ("zh-Hans", "请交到灯笼道18号东区民政处。"),
        ("zh-Hans", "可向新磨坊图书馆的曾先生查询。"),
        ("zh-Hans", "可向曾主任查询。"),
        ("zh-Hans", "可用“订城”应用程序。"),
    ],
)
def test_a_name_with_another_telling_part_is_another_name(language: str, sentence: str):
    assert ProblemKind.NAME in kinds(sentence, passage=PARTS[language], language=language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Mr Tsang of the Old Mill Library can be asked."),
        ("en", "The Eastern District Office is at 18 Lantern Street."),
        ("zh-Hant", "可向磨坊圖書館的曾先生查詢。"),
        ("zh-Hans", "可向磨坊图书馆的曾先生查询。"),
    ],
)
def test_a_shorter_name_is_the_same_name(language: str, sentence: str):
    assert ProblemKind.NAME not in kinds(sentence, passage=PARTS[language], language=language)


@pytest.mark.parametrize(
    ("language", "passage", "sentence", "is_known"),
    [
        ("en", "The Water Quality Board (WQB) tests it.", "The Water Quality Board (WQA) tests it.", False),
        ("en", "The Water Quality Board tests it.", "The Water Quality Board (WQB) tests it.", True),
        ("zh-Hant", "共享單車有青騎和綠輪兩家。", "共享單車有青騎和藍輪兩家。", False),
        ("zh-Hant", "公立小學生可申請津貼。", "孩子讀公立小學，可申請津貼。", True),
        ("zh-Hans", "共享单车有青骑和绿轮两家。", "共享单车有青骑和蓝轮两家。", False),
        ("zh-Hans", "公立小学生可申请津贴。", "孩子读公立小学，可申请津贴。", True),
    ],
)
def test_letters_colours_and_verbs_tell_names_apart(language: str, passage: str, sentence: str, is_known: bool):
    assert (ProblemKind.NAME not in kinds(sentence, passage=passage, language=language)) is is_known
