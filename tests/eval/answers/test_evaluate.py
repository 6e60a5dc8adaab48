"""How good are the answers, all in all?"""

from __future__ import annotations

from assistant.answering.answer import Status
from assistant.language_models.asking import ModelCall
from assistant.language_models.models_file import Price
from eval.answers.evaluate import failures, measure, row, table
from eval.answers.scoring import score_all
from tests.eval.answers.one_article import ARTICLES, DOG, answered, asked, handed_over, known, similarities

CALL = ModelCall("compose", "small", "compose_1", tokens_in=900, tokens_out=100)
HANT = DOG.text["zh-Hant"].answer
SCORED = score_all(
    [
        asked(known(), answered(duration_ms=10), answered(duration_ms=30)),
        asked(
            known(),
            answered("It costs $90.", status=Status.ANSWERED_COMPOSED, model_calls=(CALL,), duration_ms=50),
            answered("It costs $80.", status=Status.ANSWERED_COMPOSED, model_calls=(CALL,), duration_ms=50),
        ),
        asked(known(), handed_over(), handed_over()),
        asked(
            known("狗牌幾錢？", language="zh-Hant"),
            answered(HANT, cites=("dog", "cat"), language="zh-Hant", duration_ms=20),
            answered(HANT, cites=("dog", "cat"), language="zh-Hant", duration_ms=20),
        ),
        asked(known(relevant=()), handed_over(), handed_over()),
    ],
    ARTICLES,
    similarities,
)
PRICES = {"small": Price(input=1.0, output=10.0)}


def test_every_share_is_of_what_it_speaks_of():
    numbers = measure(SCORED, PRICES)["all"]
    assert (numbers["questions"], numbers["unanswerable"], numbers["runs"]) == (4, 1, 2)
    assert numbers["answered"] == 0.75
    assert numbers["correct"] == 1.0
    assert numbers["facts_recalled"] == (1 + 0 + 1) / 3
    assert numbers["with_wrong_facts"] == 1 / 3
    assert numbers["citation_precision"] == (1 + 1 + 0.5) / 3
    assert numbers["citation_recall"] == 1.0
    assert numbers["refused"] == 1.0
    assert numbers["right"] == 3 / 5  # The approved ones and what was refused.
    assert numbers["contradicted"] == 1 / 5
    assert numbers["composed"] == 1 / 3
    assert numbers["completeness"] == {"full": 3, "none": 1}


def test_tokens_and_cost_are_those_of_all_runs_by_question():
    numbers = measure(SCORED, PRICES)["all"]
    assert numbers["tokens"] == 2 * 1000 / 10
    # 900 tokens at 1 and 100 at 10 a million are 0.0019; twice in ten questions.
    assert numbers["cost"] == 2 * 0.0019 / 10
    assert measure(SCORED, {})["all"]["cost"] == 0
    assert numbers["p50_ms"] == 15  # Between the fifth and the sixth of 10, 10, 10, 10, 10, 20, 20, 30, 50, 50.


def test_languages_and_departments_are_groups():
    groups = measure(SCORED, PRICES)
    assert list(groups) == ["all", "en", "zh-Hant", "AFCD"]
    assert groups["zh-Hant"]["right"] == 1.0
    assert groups["zh-Hant"]["refused"] is None


def test_wrong_answers_and_contradictions_are_failures():
    assert [scored.asked.answer.text for scored in failures(SCORED)] == ["It costs $90."]
    assert row(SCORED[1])["wrong_facts"] == ("$90",)
    assert row(SCORED[1])["texts"] == ["It costs $90.", "It costs $80."]


def test_the_table_has_a_line_for_each_language_and_one_for_each_department():
    told = table({"city": measure(SCORED, PRICES)})
    firsts = [line.split(" | ")[0] for line in told.splitlines() if line.startswith("| city")]
    assert firsts == ["| city", "| city, en", "| city, zh-Hant", "| city, AFCD"]
    assert "| 3 / 0 / 1 | 0.333 |" in told
