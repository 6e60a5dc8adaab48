"""How is knowing when not to answer measured from the command line?"""

from __future__ import annotations

from typing import Any

from eval.abstention import evaluate
from eval.abstention.generate import Decision, beside_plain, decide_all
from eval.measurement import Measurement
from eval.pictures import draw_risk_coverage


def measure_abstention(measurement: Measurement) -> str:
    """Decides on the questions of every set, leaves the run folder behind and gives its table."""
    results: dict[str, dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    failures: list[dict[str, Any]] = []
    for chosen in measurement.sets:
        with measurement.open(chosen) as opened:
            decisions = decide_all(opened.assistant, measurement.questions(chosen))
            decisions = beside_plain(decisions, opened, measurement.baseline)
        results[chosen.name] = evaluate.measure(decisions)
        rows += _rows(chosen.name, decisions)
        failures += _rows(chosen.name, evaluate.failures(decisions))
        path = measurement.run.picture(f"risk_coverage_{chosen.name}")
        draw_risk_coverage(path, evaluate.curves(decisions), title=f"Risk and coverage ({chosen.name})")
    table = evaluate.table(results)
    measurement.write(results, table, rows, failures=failures)
    return table


def _rows(name: str, decisions: list[Decision]) -> list[dict[str, Any]]:
    return [{"set": name, **evaluate.row(decision)} for decision in decisions]
