"""How much of what is out of scope is refused when little of what is in scope may be?"""

import pytest

from eval.datasets.questions import Kind, KnownQuestion, Split
from eval.rejection.evaluate import failures, is_right, measure, row, table
from eval.rejection.generate import Seen
from eval.retrieval.generate import Best


def seen(score: float, *, found: str = "refund", in_scope: bool = True) -> Seen:
    relevant = ("refund",) if in_scope else ()
    kind = Kind.ANSWERABLE if in_scope else Kind.OFF_TOPIC
    question = KnownQuestion("u-1", "money back?", "en", Split.TEST, relevant, kind=kind)
    return Seen(question, {"confidence": Best(found, score), "score": Best(found, score), "bm25": Best(None, 0.0)})


# Ten in scope, one of which may be refused: the threshold is the second lowest, 0.2.
INSIDE = [seen(number / 10) for number in range(1, 10)] + [seen(0.95, found="delivery")]
OUTSIDE = [seen(score, in_scope=False) for score in (0.05, 0.15, 0.5, 0.05)]


def test_what_lies_below_the_threshold_counts_as_refused():
    numbers = measure([*INSIDE, *OUTSIDE])
    assert (numbers["in_scope"], numbers["out_of_scope"]) == (10, 4)
    ours = numbers["systems"]["confidence"]
    assert ours["threshold"] == 0.2
    assert ours["rejected"] == 0.75  # three of four lie below 0.2
    assert ours["accepted_rightly"] == 0.8  # one of ten is refused, one is another intent


def test_a_system_that_did_not_run_has_no_numbers():
    assert set(measure([*INSIDE, *OUTSIDE])["systems"]) == {"confidence", "score", "bm25"}


def test_what_is_accepted_and_wrong_is_a_failure():
    wrong = failures([*INSIDE, *OUTSIDE], threshold=0.2)
    assert [(s.best["confidence"].score, is_right(s, "confidence")) for s in wrong] == [(0.95, False), (0.5, False)]


def test_the_table_leaves_the_columns_of_missing_systems_empty():
    lines = table({"shop": measure([*INSIDE, *OUTSIDE])}).splitlines()
    assert "0.750 / 0.800" in lines[2]
    assert lines[2].count("–") == 3  # MiniLM, the fusion and Chroma did not run


def test_a_row_tells_what_each_system_saw():
    assert row(seen(0.12345))["confidence"] == ("refund", 0.1235)


def test_without_an_utterance_of_either_kind_nothing_can_be_measured():
    with pytest.raises(ValueError, match="scores"):
        measure(OUTSIDE)
