"""How many planted faults are found, and how much is found that is none?"""

from __future__ import annotations

from eval.datasets.planted import read_contradictions, read_parity
from eval.datasets.questions import Split
from eval.truth import evaluate
from eval.truth.generate import Compared, compare_rows, find_contradictions


def test_the_tune_halves_are_told_apart():
    # The rules were written with these at hand; the test halves say how good they are.
    compared, pairs = compare_rows(read_parity(Split.TUNE)), read_contradictions(Split.TUNE)
    parity = evaluate.measure_parity(compared)
    contradictions = evaluate.measure_contradictions(pairs, find_contradictions(pairs))
    assert parity["recall"]["all"] == {"rows": 24, "share": 1.0}
    assert parity["false_alarms"] == {"rows": 16, "share": 0.0}
    assert contradictions["recall"]["all"] == {"rows": 12, "share": 1.0}
    assert contradictions["precision"] == {"rows": 12, "share": 1.0}
    assert evaluate.failures(compared, pairs, find_contradictions(pairs)) == []


def test_what_is_missed_and_what_is_none_are_failures():
    rows = read_parity(Split.TUNE)
    blind = [Compared(row, ()) for row in rows]
    assert evaluate.measure_parity(blind)["recall"]["all"]["share"] == 0
    assert len(evaluate.failures(blind, read_contradictions(Split.TUNE), [])) == 24 + 12


def test_the_table_names_every_kind():
    compared, pairs = compare_rows(read_parity(Split.TUNE)), read_contradictions(Split.TUNE)
    results = {
        "parity": evaluate.measure_parity(compared),
        "contradictions": evaluate.measure_contradictions(pairs, []),
    }
    table = evaluate.table(results)
    assert "| languages differ: form number | 3 | 1.000 |" in table
    assert "| articles contradict: precision | 0 | – |" in table
