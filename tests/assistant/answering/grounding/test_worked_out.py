"""Is a sum worked out from those of the passages?"""

import pytest

from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import kinds


@pytest.mark.parametrize(
    ("language", "passage", "right", "wrong"),
    [
        (
            "en",
            "Giving notice costs $305. A ceremony on a Saturday costs $1,935.",
            "Notice is $305 and the Saturday ceremony $1,935, $2,240 in total.",  # 305 + 1,935 = 2,240
            "Notice is $305 and the Saturday ceremony $1,935, $2,340 in total.",
        ),
        ("en", "A monthly ticket costs $280. Nurses pay half price.", "Nurses pay $140.", "Nurses pay $150."),
        ("zh-Hant", "月票收費280元。夜更護士半價。", "夜更護士的月票收費140元。", "夜更護士的月票收費150元。"),
        ("zh-Hans", "三个月120元。公司申请收费加倍。", "公司申请三个月收费240元。", "公司申请三个月收费250元。"),
    ],
)
def test_a_total_a_half_and_a_double_need_not_stand_there(language: str, passage: str, right: str, wrong: str):
    assert ProblemKind.VALUE not in kinds(right, passage=passage, language=language)
    assert ProblemKind.VALUE in kinds(wrong, passage=passage, language=language)


@pytest.mark.parametrize(
    ("language", "passage", "sentence"),
    [
        ("en", "A monthly ticket costs $280.", "Nurses pay $140."),
        ("zh-Hant", "月票收費280元。", "夜更護士的月票收費140元。"),
        ("zh-Hans", "三个月120元。", "公司申请三个月收费240元。"),
    ],
)
def test_without_a_word_of_it_no_sum_is_halved_or_doubled(language: str, passage: str, sentence: str):
    assert ProblemKind.VALUE in kinds(sentence, passage=passage, language=language)
