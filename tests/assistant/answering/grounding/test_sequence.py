"""Does a sentence put second what its passage puts first?"""

import pytest

from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import kinds

PASSAGES = {
    "en": "Pregnant women must see the doctor before they use patches.",
    "zh-Hant": "入場後要先關好閘門，才可解開狗帶。",
    "zh-Hans": "入场后要先关好闸门，才可解开狗带。",
}


@pytest.mark.parametrize(
    ("language", "turned", "same"),
    [
        (
            "en",
            "Pregnant women must see the doctor after they have used patches.",
            "Pregnant women may use patches after they see the doctor.",
        ),
        ("zh-Hant", "先解開狗帶，再關好閘門。", "關好閘門後才可解開狗帶。"),
        ("zh-Hans", "先解开狗带，再关好闸门。", "关好闸门后才可解开狗带。"),
    ],
)
def test_what_comes_first_does_not_come_second(language: str, turned: str, same: str):
    assert ProblemKind.CONTRADICTED in kinds(turned, passage=PASSAGES[language], language=language)
    assert ProblemKind.CONTRADICTED not in kinds(same, passage=PASSAGES[language], language=language)
