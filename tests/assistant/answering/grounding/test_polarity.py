"""Does an answer affirm what its passage denies, or turn a limit, or lose an exception?"""

import pytest

from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import POOL, kinds

TURNED = {
    "en": ["Diving is allowed.", "You need not wear swimwear.", "Pools open daily from 6:30 am to 10 pm."],
    "zh-Hant": ["可以跳水。", "無須穿着泳裝。", "泳池每日上午6時30分至晚上10時開放。"],
    "zh-Hans": ["可以跳水。", "无须穿着泳装。", "泳池每日上午6时30分至晚上10时开放。"],
}
SAME = {
    "en": [
        "No, you may not dive.",
        "Swimwear is required.",
        "Pools open every day from 6:30 am to 10 pm, but not on Thursdays from 10 am to 1 pm.",
    ],
    "zh-Hant": [
        "不可以跳水。",
        "你必須穿着泳裝。",
        "泳池每日上午6時30分至晚上10時開放，但星期四上午10時至下午1時休息。",
    ],
    "zh-Hans": [
        "不可以跳水。",
        "您必须穿着泳装。",
        "泳池每日上午6时30分至晚上10时开放，但星期四上午10时至下午1时休息。",
    ],
}


@pytest.mark.parametrize("language", sorted(POOL))
def test_what_the_passage_says_may_not_be_turned_around(language: str):
    for sentence in TURNED[language]:
        assert ProblemKind.CONTRADICTED in kinds(sentence, passage=POOL[language], language=language), sentence
    for sentence in SAME[language]:
        assert ProblemKind.CONTRADICTED not in kinds(sentence, passage=POOL[language], language=language), sentence


@pytest.mark.parametrize(
    ("language", "passage", "turned", "same"),
    [
        ("en", "Give at least 14 days' notice.", "Give at most 14 days' notice.", "Give notice of 14 days or more."),
        ("en", "No more than 5 items are taken.", "At least 5 items are taken.", "Up to 5 items are taken."),
        ("zh-Hant", "須於最少14天前通知。", "須於最多14天前通知。", "須於至少14天前通知。"),
        ("zh-Hans", "须于最少14天前通知。", "须于最多14天前通知。", "须于至少14天前通知。"),
    ],
)
def test_at_least_is_not_at_most(language: str, passage: str, turned: str, same: str):
    assert ProblemKind.CONTRADICTED in kinds(turned, passage=passage, language=language)
    assert kinds(same, passage=passage, language=language) == set()


def test_not_before_a_day_is_from_that_day():
    assert kinds("You cannot apply before 1 May.", passage="You may apply from 1 May.") == set()


def test_what_holds_for_some_holds_not_for_everyone():
    assert ProblemKind.CONTRADICTED in kinds(
        "Everyone may apply for the grant.", passage="Residents may apply for the grant."
    )


def test_part_time_is_not_full_time():
    assert ProblemKind.CONTRADICTED in kinds("Part-time students may apply.", passage="Full-time students may apply.")


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        ("We collect bulky waste free of charge.", "You don't have to pay for bulky waste collection."),
        ("You need not pay for the first hour if you are a charity.", "The first hour is free for charities."),
        ("You cannot renew it online.", "Renewal is not possible online."),
        ("If you do not renew in time, you may be fined.", "You may be fined for renewing late."),
        ("If you do not renew in time, you may be fined.", "If you fail to renew in time, you may be fined."),
    ],
)
def test_what_is_denied_in_other_words_is_the_same(passage: str, sentence: str):
    assert ProblemKind.CONTRADICTED not in kinds(sentence, passage=passage)


def test_a_way_to_pay_that_is_not_accepted_is_found():
    passage = "You can pay by cash. Credit cards are not accepted."
    assert ProblemKind.CONTRADICTED in kinds("You can pay by credit card.", passage=passage)
