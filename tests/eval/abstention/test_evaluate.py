"""How often is a question answered, how often rightly, and does confidence tell the two apart?"""

from dataclasses import replace

import pytest

from assistant.answering.answer import Outcome
from eval.abstention.evaluate import curves, failures, measure, row, table
from eval.abstention.generate import Decision
from eval.datasets.questions import Kind, KnownQuestion, Split
from eval.retrieval.generate import Best


def decision(
    confidence: float,
    *,
    found: str = "a",
    kind: Kind = Kind.ANSWERABLE,
    language: str = "en",
    outcome: Outcome = Outcome.ANSWERED,
) -> Decision:
    relevant = ("a",) if kind is Kind.ANSWERABLE else ()
    question = KnownQuestion("q", "?", language, Split.TEST, relevant, kind=kind)
    cited = (found,) if outcome is Outcome.ANSWERED else ()
    return Decision(question, outcome, "status", confidence, cited, (found,), outcome is Outcome.CLARIFY, {})


RIGHT = decision(0.9)
WRONG = decision(0.8, found="b", language="zh-Hant")
OFFERED = decision(0.4, outcome=Outcome.CLARIFY)
NEAR = decision(0.7, kind=Kind.NEAR_MISS, language="zh-Hans")
OFF_TOPIC = decision(0.1, kind=Kind.OFF_TOPIC, outcome=Outcome.HANDOFF)
EVERY = [RIGHT, WRONG, OFFERED, NEAR, OFF_TOPIC]


def test_shares_are_taken_of_the_questions_they_speak_of():
    scores = measure(EVERY)["all"]
    assert (scores["questions"], scores["unanswerable"]) == (3, 2)
    assert scores["answered"] == pytest.approx(2 / 3)
    assert scores["precision"] == 0.5  # one of the two answered
    assert scores["offered_relevant"] == 1.0
    assert scores["answered_near_miss"] == 1.0
    assert scores["answered_off_topic"] == 0.0
    assert scores["answered_other_service"] is None


def test_ranking_compares_answerable_questions_with_near_misses():
    assert measure(EVERY)["all"]["auroc_near_miss"] == pytest.approx(2 / 3)  # 0.9 and 0.8 are above 0.7, 0.4 is not


def test_each_language_is_measured_by_itself():
    assert list(measure(EVERY)) == ["all", "en", "zh-Hans", "zh-Hant"]
    assert measure(EVERY)["zh-Hans"]["answered"] is None


def test_failures_are_wrong_answers_and_answers_to_what_has_none():
    assert failures(EVERY) == [WRONG, NEAR]


def test_a_row_tells_what_was_decided():
    assert row(NEAR) | {"kind": "near_miss", "cited": ("a",), "confidence": 0.7} == row(NEAR)


def test_the_table_marks_what_cannot_be_told():
    lines = table({"sample": measure(EVERY)}).splitlines()
    assert len(lines) == 2 + 4 + 1 + 2 + 4  # a second table, beside the baselines
    assert lines[2].startswith("| sample | 3 + 2 | 0.667 | 0.500 |")
    assert "–" in lines[2]


def test_a_baseline_is_judged_by_the_score_of_what_it_puts_first():
    right = replace(RIGHT, plain={"bm25": Best("a", 3.0)})
    near = replace(NEAR, plain={"bm25": Best("b", 4.0)})
    scores = measure([right, near])["all"]["plain"]["bm25"]
    assert scores["auroc_unanswerable"] == 0.0  # the near miss scores higher
    assert list(curves([right, near])) == ["English", "Simplified Chinese"]
    assert list(curves([right])["English"]) == ["CivicDesk", "BM25"]
