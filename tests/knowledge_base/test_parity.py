"""Do the languages of one article state the same facts?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from assistant.languages import LANGUAGES
from ingestion.documents.samples import sample_files
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.parity import Difference, compare_languages
from tests.assistant.facts.notations import SAME
from tests.knowledge_base.samples import read_contents

_SILENT = 10
"""Changed figures that no rule can see, of seven hundred: a year that another language leaves out, and the like."""


def article(*answers: str) -> ArticleContent:
    """In English, Traditional and Simplified Chinese, as far as there are answers."""
    texts = zip(LANGUAGES, answers, strict=False)
    return ArticleContent("x", "TD", {language: ArticleText("Q", answer) for language, answer in texts})


def kinds(*answers: str) -> list[str]:
    return [difference.kind for difference in compare_languages(article(*answers))]


@pytest.mark.parametrize("answers", SAME, ids=lambda row: row[0][:40])
def test_the_same_thing_in_other_notations_is_no_difference(answers: tuple[str, str, str]):
    assert compare_languages(article(*answers)) == ()


def test_a_changed_figure_is_seen_in_whatever_notation_it_stands():
    changed = [(row, answers) for row in SAME for answers in changes(row)]
    missed = [answers for _, answers in changed if not compare_languages(article(*answers))]
    assert len(changed) > 700
    assert len(missed) <= _SILENT, missed


def changes(row: tuple[str, str, str]) -> Iterator[tuple[str, ...]]:
    """The row with one figure of one language changed: to three, and three to seven."""
    for place, text in enumerate(row):
        for match in re.finditer("[1-9]|[一二三四五六七八九](?![般定])", text):
            three, seven = "37" if match[0].isascii() else "三七"
            other = seven if match[0] == three else three
            yield *row[:place], text[: match.start()] + other + text[match.end() :], *row[place + 1 :]


@pytest.mark.parametrize("odd", range(3))
def test_a_difference_names_the_language_that_stands_alone(odd: int):
    answers = ["The fee is $310.", "收費310元。", "收费310元。"]
    answers[odd] = answers[odd].replace("310", "130")
    (difference,) = compare_languages(article(*answers))
    assert (difference.kind, difference.language) == ("fee", LANGUAGES[odd])
    assert "130" in difference.fact
    assert "310" in difference.other_fact


def test_a_fact_that_one_language_lacks_is_a_difference_with_nothing_on_its_side():
    found = compare_languages(article("Call 2555 1234.", "請致電本署。", "请致电本署。"))
    assert found == (Difference("phone", "en", "zh-Hant", "2555 1234", ""),)


def test_two_of_three_fees_that_changed_places_are_seen_by_how_often_each_stands_there():
    # The same values, but 140 twice here and 50 twice there.
    assert kinds("Search $140, copy $140, post $50.", "查冊140元，副本50元，郵寄50元。") == ["fee"]


def test_figures_that_changed_places_between_two_chinese_texts_are_seen():
    texts = {"zh-Hant": ArticleText("Q", "成人20元，兒童10元。"), "zh-Hans": ArticleText("Q", "成人10元，儿童20元。")}
    assert {d.kind for d in compare_languages(ArticleContent("x", "TD", texts))} == {"fee"}


def test_a_fact_that_is_repeated_in_one_language_is_none():
    assert kinds("It costs $50. Bring the $50 in cash.", "收費50元，請以現金繳付。") == []


EXCEPTIONS = [
    (" Restaurants are exempt.", "食肆獲豁免。", "食肆获豁免。"),
    (" This does not apply to tenants of public flats.", "公屋租戶不適用。", "公屋租户不适用。"),
    (" Guide dogs are excepted.", "導盲犬除外。", "导盲犬除外。"),
    (
        " The rule applies unless a doctor certifies otherwise.",
        "除非有醫生證明，否則此規定適用。",
        "除非有医生证明，否则此规定适用。",
    ),
    (" Children under 5 are not covered.", "五歲以下兒童不受此限。", "五岁以下儿童不受此限。"),
    (" Vehicles other than taxis must pay.", "的士以外的車輛須付費。", "的士以外的车辆须付费。"),
    (" Holders of a senior card are excluded.", "長者卡持有人不包括在內。", "长者卡持有人不包括在内。"),
    (" Save for emergencies, no one may enter.", "除緊急情況外，任何人不得進入。", "除紧急情况外，任何人不得进入。"),
]
RULE = ("Every stall must close by 10 pm.", "所有攤檔須於晚上10時前關閉。", "所有摊档须于晚上10时前关闭。")


@pytest.mark.parametrize("exception", EXCEPTIONS, ids=lambda row: row[0].strip())
def test_an_exception_is_missed_in_whichever_language_lacks_it(exception: tuple[str, str, str]):
    whole = [rule + clause for rule, clause in zip(RULE, exception, strict=True)]
    assert compare_languages(article(*whole)) == ()
    for place in range(3):
        lacking = [*whole]
        lacking[place] = RULE[place]
        assert "exception" in kinds(*lacking), LANGUAGES[place]


def test_but_in_chinese_wants_something_like_it_in_english():
    assert kinds("You may fish.", "你可以釣魚，但須領證。") == ["exception"]
    assert kinds("You may fish if you have a permit.", "你可以釣魚，但須領證。") == []


def test_besides_is_no_exception():
    assert kinds("Besides your card, bring a photo.", "除身份證外，還須帶備相片。") == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("Yes, it is allowed.", "不可以。"), ("No, you cannot.", "可以，請預約。")],
)
def test_an_answer_that_begins_with_yes_contradicts_one_that_begins_with_no(english: str, chinese: str):
    assert "answer" in kinds(english, chinese)


def test_a_text_in_one_language_has_nothing_to_differ_from():
    assert compare_languages(article("The fee is $5.")) == ()


def test_the_sample_citys_articles_agree_in_all_their_languages():
    alarms = {content.id: found for content in read_contents(sample_files()) if (found := compare_languages(content))}
    assert alarms == {}


def test_what_is_left_to_pay_is_not_what_is_taken_off():
    assert kinds("30% off", "七折", "7折") == []
    assert kinds("30% off", "三折", "七折") == ["percent"]


def test_texts_that_name_other_closed_days_differ():
    assert kinds("Monday to Friday, closed on Sundays", "星期一至五，星期六休息") == ["weekday"]
    assert kinds("Open Monday to Friday.", "逢星期六休息。") == ["weekday"]


def test_a_frequency_put_otherwise_is_still_compared():
    assert kinds("twice a year", "每兩個月一次") == ["duration"]


def test_the_same_rule_for_those_below_an_age_and_those_above_it_differs():
    assert kinds("Anyone under 18 must come with a guardian.", "年滿18歲者須由監護人陪同。") == ["age"]
    assert kinds("Anyone under 18 may not apply.", "年滿18歲方可申請。") == []
