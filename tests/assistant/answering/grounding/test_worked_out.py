"""Is a sum worked out from those of the passages?"""

import pytest

from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import kinds, problems


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


@pytest.mark.parametrize(
    ("language", "passage", "question", "right", "wrong"),
    [
        ("en", "A stall costs $64 a day.", "How much for 3 days?", "It comes to $192.", "It comes to $182."),
        ("zh-Hant", "攤位每日收費64元。", "擺三日要幾錢？", "收費一共192元。", "收費一共182元。"),
        ("zh-Hans", "摊位每日收费64元。", "摆三天要多少钱？", "收费一共192元。", "收费一共182元。"),
    ],
)
def test_so_many_times_one_is_a_sum_where_the_citizen_says_how_many(
    language: str, passage: str, question: str, right: str, wrong: str
):
    def wrong_values(sentence: str, asked: str) -> bool:
        found = problems(sentence, passage=passage, language=language, question=asked)
        return any(problem.kind is ProblemKind.VALUE for problem in found)

    assert not wrong_values(right, question)
    assert wrong_values(wrong, question)
    assert wrong_values(right, "q")
