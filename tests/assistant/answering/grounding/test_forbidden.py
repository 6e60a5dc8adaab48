"""Which words may no answer hold?"""

import pytest

from assistant.answering.grounding.forbidden import read_terms
from assistant.answering.written import ProblemKind
from tests.assistant.answering.grounding.written import POOL, kinds, problems


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "You will definitely get in for $20."),
        ("en", "In my opinion you must wear swimwear."),
        ("zh-Hant", "成人20元一定獲批。"),
        ("zh-Hans", "成人20元一定获批。"),
    ],
)
def test_a_guarantee_is_never_shown(language: str, sentence: str):
    assert ProblemKind.FORBIDDEN in kinds(sentence, passage=POOL[language], language=language)


def test_a_term_of_one_department_is_forbidden_there_alone():
    passage = "Take your tablets in time."
    for department, is_forbidden in (("DH", True), ("LCSD", False)):
        found = problems("Stop taking your tablets in time.", passage=passage, department=department)
        assert (ProblemKind.FORBIDDEN in {problem.kind for problem in found}) is is_forbidden


def test_what_the_approved_text_says_is_allowed():
    passage = "The deposit is a bank guarantee, guaranteed by the bank."
    assert ProblemKind.FORBIDDEN not in kinds("The deposit is guaranteed by the bank.", passage=passage)


@pytest.mark.parametrize("table", [{"XX": {"a": ["b", "c"]}}, {"all": {"a": ["b"]}}, {"all": {"a": ["b", ""]}}])
def test_a_table_with_an_unknown_department_or_a_missing_language_is_refused(table: dict[str, dict[str, list[str]]]):
    with pytest.raises(ValueError, match=r"forbidden\.toml"):
        read_terms(table)
