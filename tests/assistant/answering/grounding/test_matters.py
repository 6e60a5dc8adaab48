"""Is a value said of what its passage says it of?"""

import pytest

from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import POOL, kinds

RIGHT = {
    "en": ("Children from 3 to 13 pay $10.", "It is $20 for adults and $10 for children."),
    "zh-Hant": ("兒童收10元。", "成人20元，兒童10元。"),
    "zh-Hans": ("儿童收10元。", "成人20元，儿童10元。"),
}
SWAPPED = {
    "en": ("Adults pay $10.", "Adults pay $10 and children pay $20."),
    "zh-Hant": ("成人收10元。", "成人10元，兒童20元。"),
    "zh-Hans": ("成人收10元。", "成人10元，儿童20元。"),
}


@pytest.mark.parametrize("language", sorted(POOL))
def test_the_fee_of_adults_is_none_for_children(language: str):
    for sentence in RIGHT[language]:
        assert kinds(sentence, passage=POOL[language], language=language) == set(), sentence
    for sentence in SWAPPED[language]:
        assert kinds(sentence, passage=POOL[language], language=language) == {ProblemKind.VALUE}, sentence


def test_hours_belong_to_their_days():
    passage = "Open from 9 am to 5 pm on weekdays and from 9 am to 1 pm on Saturdays."
    assert kinds("On Saturdays it is open from 9 am to 1 pm.", passage=passage) == set()
    assert ProblemKind.VALUE in kinds("On Saturdays it is open from 9 am to 5 pm.", passage=passage)


def test_a_sentence_that_is_all_but_copied_keeps_its_own_value():
    passage = "Complaints are answered within 10 days. Refunds are paid within 30 days."
    assert ProblemKind.VALUE in kinds("Complaints are answered within 30 days.", passage=passage)


def test_a_fee_a_month_is_none_a_year():
    assert ProblemKind.VALUE in kinds("You pay $52 a year.", passage="You pay $52 a month, for at least a year.")
    assert ProblemKind.VALUE in kinds("收費每年52元。", passage="收費每月52元，最少租用一年。", language="zh-Hant")
    assert ProblemKind.VALUE in kinds("收费每年52元。", passage="收费每月52元，最少租用一年。", language="zh-Hans")
