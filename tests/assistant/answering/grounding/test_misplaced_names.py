"""Is a name that the passages hold said of what they say of another?"""

import pytest

from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import kinds

PASSAGES = {
    "en": (
        "You may appeal against the notice within 21 days to the Slopes Appeal Panel. "
        "For questions write to the Slope Safety Unit."
    ),
    "zh-Hant": "生火只准在石門灣營地的火盆內進行。露營須預訂北環營地的營位。",
    "zh-Hans": "生火只准在石门湾营地的火盆内进行。露营须预订北环营地的营位。",
}


@pytest.mark.parametrize(
    ("language", "misplaced", "right"),
    [
        (
            "en",
            "You may appeal to the Slope Safety Unit within 21 days.",
            "You may appeal to the Slopes Appeal Panel within 21 days.",
        ),
        ("zh-Hant", "北環營地的火盆內可以生火。", "石門灣營地的火盆內可以生火。"),
        ("zh-Hans", "北环营地的火盆内可以生火。", "石门湾营地的火盆内可以生火。"),
    ],
)
def test_a_name_in_the_place_of_another_is_found(language: str, misplaced: str, right: str):
    assert ProblemKind.NAME in kinds(misplaced, passage=PASSAGES[language], language=language)
    assert ProblemKind.NAME not in kinds(right, passage=PASSAGES[language], language=language)


def test_what_is_said_of_all_others_is_said_of_no_name():
    passage = "Fires are allowed at Stone Bay Park only. At the other camps use a gas stove. North Loop Park is a camp."
    assert ProblemKind.NAME not in kinds("At North Loop Park use a gas stove.", passage=passage)
