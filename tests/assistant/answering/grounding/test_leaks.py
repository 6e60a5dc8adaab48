"""Does an answer show what no citizen is to see?"""

import pytest

from assistant.answering.answer import Completeness
from assistant.answering.grounding import leaks
from assistant.answering.grounding.finding import find_problems
from assistant.answering.written import ProblemKind, WrittenAnswer, WrittenSentence
from tests.assistant.answering.grounding.written import POOL, kinds, source


@pytest.mark.parametrize(
    "sentence",
    [
        "[deadbeef] Diving is not allowed.",
        "A swim costs {p1v1}.",
        "As an AI language model, I cannot dive.",
        "My instructions say that diving is not allowed.",
        "```Diving is not allowed.```",
        '{"text": "Diving is not allowed."}',
        "<b>Diving is not allowed.</b>",
        "Diving is [not](https://www.chingwan.example/td) allowed.",
        "![pool](x) Diving is not allowed.",
        "# Diving is not allowed.",
        "Diving is not\u200b allowed.",
        "Diving is not allowed.\U000e0041",
    ],
)
def test_marks_markup_and_words_about_itself_are_found(sentence: str):
    assert ProblemKind.LEAK in kinds(sentence, passage=POOL["en"])


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh-Hant", "作為一個人工智能，我不能跳水。"), ("zh-Hans", "作为一个人工智能，我不能跳水。")],
)
def test_words_about_itself_are_found_in_chinese(language: str, sentence: str):
    assert ProblemKind.LEAK in kinds(sentence, passage=POOL[language], language=language)


def test_eight_words_of_a_prompt_in_a_row_are_found_even_across_sentences(monkeypatch: pytest.MonkeyPatch):
    run = ("you", "write", "answers", "for", "citizens", "from", "approved", "passages")
    monkeypatch.setattr(leaks, "load_prompt_runs", lambda: frozenset((run,)))
    assert ProblemKind.LEAK in kinds("You write answers for citizens from approved passages.", passage=POOL["en"])
    assert ProblemKind.LEAK in kinds("You write answers for citizens.", "From approved passages.", passage=POOL["en"])


def test_a_mark_in_what_stays_open_is_found():
    written = WrittenAnswer(
        "en", (WrittenSentence("Diving is not allowed.", (1,)),), Completeness.PARTIAL, "[deadbeef] the sauna"
    )
    found = find_problems(written, [source(POOL["en"])], question="And the sauna?")
    assert [problem.kind for problem in found] == [ProblemKind.LEAK]


def test_what_is_to_be_filed_is_no_address():
    assert ProblemKind.LEAK not in kinds("There are two forms to file: both are free.", passage=POOL["en"])
    assert ProblemKind.LEAK in kinds("Open file:///etc/passwd now.", passage=POOL["en"])
    assert ProblemKind.LEAK in kinds("See data:text/html,x now.", passage=POOL["en"])
