"""Do simpler words still say the same?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering.written import ProblemKind
from assistant.errors import ModelUnavailable
from assistant.language_models.chosen import ChosenModel
from knowledge_base.article import ArticleText
from knowledge_base.plain_language import HintKind
from knowledge_base.proposals.simplifying import simplify
from tests.chat_server import ChatServer
from tests.knowledge_base.proposals.models import model, say

HARD = ArticleText(
    "How do I apply?", "Applicants are required to furnish form TD 558 prior to 30 April. The fee is $57."
)
WORDINGS = {
    "en": (HARD, "Send us form {v1} before 30 April. The fee is $57."),
    "zh-Hant": (
        ArticleText("如何申請？", "申請人須於4月30日前遞交表格TD 558，並繳付費用57元，方獲處理。"),
        "請在4月30日前交表格{v1}。費用為57元。",
    ),
    "zh-Hans": (
        ArticleText("如何申请？", "申请人须于4月30日前递交表格TD 558，并缴付费用57元，方获处理。"),
        "请在4月30日前交表格{v1}。费用为57元。",
    ),
}


@pytest.fixture
def served() -> Iterator[tuple[ChosenModel, ChatServer]]:
    with model() as running:
        yield running


@pytest.mark.parametrize("language", WORDINGS)
def test_simpler_words_that_say_the_same_pass(served: tuple[ChosenModel, ChatServer], language: str) -> None:
    chosen, endpoint = served
    text, plain = WORDINGS[language]
    say(endpoint, lambda _: {"answer": plain})
    simplified = simplify(chosen, text, language=language)
    assert simplified.proposal.problems == ()
    assert simplified.proposal.text == ArticleText(text.question, plain.replace("{v1}", "TD 558"))
    assert simplified.proposal.calls[0].prompt == "curator_rewrite_1"


def test_the_hints_of_before_and_after_are_told(served: tuple[ChosenModel, ChatServer]) -> None:
    chosen, endpoint = served
    say(endpoint, lambda _: {"answer": WORDINGS["en"][1]})
    simplified = simplify(chosen, HARD, language="en")
    assert {hint.text for hint in simplified.before if hint.kind is HintKind.JARGON} == {"furnish", "prior to"}
    assert simplified.after == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("$57", "$75", ["$57", "$75"]),
        ("30 April", "31 May", ["30 April", "31 May"]),
        ("{v1}", "TD 559", ["TD 558", "TD 559"]),
        ("Send us", "Miss Lau says: send us", ["Lau"]),
        (" The fee is $57.", "", ["$57"]),
    ],
)
def test_what_is_changed_added_or_left_out_is_told(
    served: tuple[ChosenModel, ChatServer], old: str, new: str, told: list[str]
) -> None:
    chosen, endpoint = served
    say(endpoint, lambda _: {"answer": WORDINGS["en"][1].replace(old, new)})
    details = " ".join(problem.detail for problem in simplify(chosen, HARD, language="en").proposal.problems)
    assert all(word in details for word in told)


def test_another_script_is_told(served: tuple[ChosenModel, ChatServer]) -> None:
    chosen, endpoint = served
    say(endpoint, lambda _: {"answer": WORDINGS["zh-Hans"][1]})
    problems = simplify(chosen, WORDINGS["zh-Hant"][0], language="zh-Hant").proposal.problems
    assert ProblemKind.LANGUAGE in {problem.kind for problem in problems}


def test_nothing_usable_leaves_the_answer_as_it_is(served: tuple[ChosenModel, ChatServer]) -> None:
    chosen, endpoint = served
    say(endpoint, lambda _: {"answer": " "})
    assert simplify(chosen, HARD, language="en").proposal.text is None
    with pytest.raises(ModelUnavailable):
        simplify(None, HARD, language="en")
