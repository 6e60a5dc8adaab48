"""Is what cannot be checked never shown?"""

import pytest

from assistant.answering.answer import Completeness
from assistant.answering.grounding import finding
from assistant.answering.written import ProblemKind, WrittenAnswer, WrittenSentence
from tests.assistant.answering.grounding.written import POOL, kinds, problems, source


def test_an_answer_without_a_sentence_is_no_answer():
    written = WrittenAnswer("en", (), Completeness.NONE)
    assert [p.kind for p in finding.find_problems(written, [], question="")] == [ProblemKind.FORM]


def test_a_sentence_names_a_passage_that_was_shown():
    for numbers in ((), (2,)):
        written = WrittenAnswer("en", (WrittenSentence("Diving is not allowed.", numbers),), Completeness.FULL)
        found = finding.find_problems(written, [source(POOL["en"])], question="")
        assert ProblemKind.SOURCE in {problem.kind for problem in found}


def test_a_check_that_breaks_has_failed(monkeypatch: pytest.MonkeyPatch):
    def breaks(reading: object) -> list[object]:
        raise RuntimeError

    monkeypatch.setattr(finding, "CHECKS", ((ProblemKind.VALUE, breaks),))
    (problem,) = problems("Diving is not allowed.", passage=POOL["en"])
    assert (problem.kind, problem.detail) == (ProblemKind.VALUE, "could not be checked: RuntimeError")


def test_vectors_that_break_have_failed():
    def breaks(texts: object, others: object) -> None:
        raise RuntimeError

    found = problems("Youngsters may splash about.", passage=POOL["en"], similarities=breaks)
    assert ProblemKind.UNSUPPORTED in {problem.kind for problem in found}


def test_an_answer_longer_than_its_sources_is_too_long():
    sentences = ["Diving is not allowed."] * 13  # Twelve at most, the passage has five and its title.
    assert ProblemKind.LENGTH in kinds(*sentences, passage=POOL["en"])
    assert ProblemKind.LENGTH in kinds("Diving is not allowed " * 60, passage=POOL["en"])


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "A swim costs:"), ("zh-Hant", "游泳收費為："), ("zh-Hans", "游泳收费为：")]
)
def test_an_answer_that_ends_where_a_list_should_begin_is_found(language: str, sentence: str):
    assert ProblemKind.LENGTH in kinds(sentence, passage=POOL[language], language=language)
