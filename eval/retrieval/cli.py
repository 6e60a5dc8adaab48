"""How is finding measured from the command line?"""

from __future__ import annotations

from typing import Any

from eval.measurement import Measurement
from eval.retrieval import evaluate
from eval.retrieval.generate import Rankings, rank_all


def measure_retrieval(measurement: Measurement) -> str:
    """Ranks the answerable questions of every set, leaves the run folder behind and gives its table."""
    results: dict[str, dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    failures: list[dict[str, Any]] = []
    for chosen in measurement.sets:
        with measurement.open(chosen) as opened:
            questions = measurement.questions(chosen, answerable_only=True)
            rankings = rank_all(opened, questions, measurement.baseline)
        results[chosen.name] = evaluate.measure(rankings)
        rows += _rows(chosen.name, rankings)
        failures += _rows(chosen.name, evaluate.failures(rankings))
    table = evaluate.table(results)
    measurement.write(results, table, rows, failures=failures)
    return table


def _rows(name: str, rankings: list[Rankings]) -> list[dict[str, Any]]:
    return [{"set": name, **evaluate.row(ranking)} for ranking in rankings]
