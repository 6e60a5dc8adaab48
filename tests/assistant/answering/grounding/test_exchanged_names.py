"""Would a sentence be truer of another name of its passages?"""

import pytest

from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import problems

BEACHES = "In other months only Crescent Beach has lifeguards. Wheelchairs are lent free of charge at Crescent Beach. "
PASSAGES = {
    "en": BEACHES + "Lifeguards swim a race at Pebble Cove in May.",
    "zh-Hant": "北角頭診所逢星期一派籌，每次派84個；荷塘診所逢星期二派籌，每次50個。",
    "zh-Hans": "北角头诊所逢星期一派筹，每次派84个；荷塘诊所逢星期二派筹，每次50个。",
}


def _alike(texts, others):
    """Every sentence as near as every other, so that words alone decide."""
    return [[0.5] * len(others) for _ in texts]


def _names(sentence: str, language: str) -> list[str]:
    found = problems(sentence, passage=PASSAGES[language], language=language, similarities=_alike)
    return [problem.detail for problem in found if problem.kind is ProblemKind.NAME]


@pytest.mark.parametrize(
    ("language", "exchanged", "right"),
    [
        (
            "en",
            "Wheelchairs can be had free of charge at Pebble Cove.",
            "Wheelchairs can be had free of charge at Crescent Beach.",
        ),
        ("zh-Hant", "荷塘診所星期一派84個籌。", "北角頭診所星期一派84個籌。"),
        ("zh-Hans", "荷塘诊所星期一派84个筹。", "北角头诊所星期一派84个筹。"),
    ],
)
def test_what_the_passage_says_of_another_name_is_found(language: str, exchanged: str, right: str):
    assert _names(exchanged, language)
    assert not _names(right, language)


@pytest.mark.parametrize(
    ("language", "both"),
    [
        ("en", "Crescent Beach has lifeguards, and lifeguards swim a race at Pebble Cove in May."),
        ("zh-Hant", "北角頭診所和荷塘診所都派籌。"),
        ("zh-Hans", "北角头诊所和荷塘诊所都派筹。"),
    ],
)
def test_two_names_that_are_told_together_are_no_exchange(language: str, both: str):
    assert not _names(both, language)
