"""How are suggestions to agents measured from the command line?"""

from __future__ import annotations

from typing import Any

from eval.measurement import Measurement
from eval.suggestions import evaluate
from eval.suggestions.generate import Suggested, suggest_all


def measure_suggestions(measurement: Measurement) -> str:
    """Makes a suggestion for the questions of every set, leaves the run folder behind and gives its table."""
    results: dict[str, dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    failures: list[dict[str, Any]] = []
    for chosen in measurement.sets:
        with measurement.open(chosen) as opened:
            made = suggest_all(opened, measurement.questions(chosen))
        results[chosen.name] = evaluate.measure(made)
        rows += _rows(chosen.name, made)
        failures += _rows(chosen.name, evaluate.failures(made))
    table = evaluate.table(results)
    measurement.write(results, table, rows, failures=failures)
    return table


def _rows(name: str, made: list[Suggested]) -> list[dict[str, Any]]:
    return [{"set": name, **evaluate.row(one)} for one in made]
