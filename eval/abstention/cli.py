"""How is knowing when not to answer measured from the command line?"""

from __future__ import annotations

from typing import Any

from eval.abstention import evaluate
from eval.abstention.generate import Decision, decide_all
from eval.measurement import Measurement
from eval.metrics import risk_coverage
from eval.pictures import draw_risk_coverage


def measure_abstention(measurement: Measurement) -> str:
    """Decides on the questions of every set, leaves the run folder behind and gives its table."""
    results: dict[str, dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    failures: list[dict[str, Any]] = []
    for chosen in measurement.sets:
        with measurement.open(chosen) as opened:
            decisions = decide_all(opened.assistant, measurement.questions(chosen))
        results[chosen.name] = evaluate.measure(decisions)
        rows += _rows(chosen.name, decisions)
        failures += _rows(chosen.name, evaluate.failures(decisions))
        _draw(measurement, chosen.name, decisions)
    table = evaluate.table(results)
    measurement.write(results, table, rows, failures=failures)
    return table


def _draw(measurement: Measurement, name: str, decisions: list[Decision]) -> None:
    """Risk over coverage, a line for each language."""
    by_language: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_language.setdefault(decision.question.language, []).append(decision)
    curves = {
        language: risk_coverage([d.confidence for d in members], [d.best_is_relevant for d in members])
        for language, members in sorted(by_language.items())
    }
    draw_risk_coverage(measurement.run.picture(f"risk_coverage_{name}"), curves, title=name)


def _rows(name: str, decisions: list[Decision]) -> list[dict[str, Any]]:
    return [{"set": name, **evaluate.row(decision)} for decision in decisions]
