"""Does a sentence affirm the very thing that its passage denies, or deny what its passage affirms?"""

import pytest

from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import kinds

PASSAGES = {
    "en": (
        "The paper form is accepted as proof of identity in the city but not for travel. "
        "A headstone, meals and flowers are not covered. The owner must sign the form."
    ),
    "zh-Hant": "畢業生可申請留城安排，無須已獲聘用。營地沒有飲用水供應。姓氏不同的家人須各自簽名。",
    "zh-Hans": "毕业生可申请留城安排，无须已获聘用。营地没有饮用水供应。姓氏不同的家人须各自签名。",
}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The form is accepted for travel as well."),
        ("en", "Meals are covered, but a headstone is not."),
        ("zh-Hant", "畢業生須已獲聘用才可申請留城安排。"),
        ("zh-Hant", "營地設有飲用水供應。"),
        ("zh-Hant", "姓氏不同的家人也不用簽名。"),
        ("zh-Hans", "毕业生须已获聘用才可申请留城安排。"),
        ("zh-Hans", "营地设有饮用水供应。"),
        ("zh-Hans", "姓氏不同的家人也不用签名。"),
    ],
)
def test_what_is_denied_by_the_one_and_affirmed_by_the_other_is_found(language: str, sentence: str):
    assert ProblemKind.CONTRADICTED in kinds(sentence, passage=PASSAGES[language], language=language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "You cannot travel with the paper form."),
        ("en", "Neither a headstone nor meals are covered."),
        ("zh-Hant", "申請留城安排時未獲聘用也可以。"),
        ("zh-Hant", "營地不設飲用水供應。"),
        ("zh-Hans", "申请留城安排时未获聘用也可以。"),
        ("zh-Hans", "营地不设饮用水供应。"),
    ],
)
def test_a_denial_in_other_words_is_the_same(language: str, sentence: str):
    assert ProblemKind.CONTRADICTED not in kinds(sentence, passage=PASSAGES[language], language=language)


def test_what_the_passage_affirms_of_the_same_matter_elsewhere_is_no_contradiction():
    passage = "Stalls are let by open auction. Cooked food stalls are let by tender, not by auction."
    assert ProblemKind.CONTRADICTED not in kinds("Stalls are let by auction.", passage=passage)


def test_the_denial_of_a_condition_denies_no_rule():
    passage = "If you cannot pay the fee, you may ask for a waiver."
    assert ProblemKind.CONTRADICTED not in kinds("You may ask for a waiver.", passage=passage)
    assert ProblemKind.CONTRADICTED not in kinds("可申請豁免。", passage="如無力繳費，可申請豁免。", language="zh-Hant")
    assert ProblemKind.CONTRADICTED not in kinds("可申请豁免。", passage="如无力缴费，可申请豁免。", language="zh-Hans")


RENEWALS = {
    "en": "You can renew a licence from 4 months before it expires. If it expired long ago, you cannot renew it.",
    "zh-Hant": "駕駛執照可於到期前4個月續期。執照過期已久者，執照不可續期。",
    "zh-Hans": "驾驶执照可于到期前4个月续期。执照过期已久者，执照不可续期。",
}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The citizen asks how to renew a licence."),
        ("en", "You can renew a licence."),
        ("zh-Hant", "市民查詢駕駛執照如何續期。"),
        ("zh-Hant", "駕駛執照可續期。"),
        ("zh-Hans", "市民查询驾驶执照如何续期。"),
        ("zh-Hans", "驾驶执照可续期。"),
    ],
)
def test_who_asks_affirms_nothing_and_what_bounds_a_rule_does_not_deny_it(language: str, sentence: str):
    assert ProblemKind.CONTRADICTED not in kinds(sentence, passage=RENEWALS[language], language=language)
