"""How is refusing what is out of scope measured from the command line?"""

from __future__ import annotations

from typing import Any

from eval.measurement import Measurement
from eval.rejection import evaluate
from eval.rejection.generate import Seen, see_all


def measure_rejection(measurement: Measurement) -> str:
    """Looks for the intents of every set's utterances, leaves the run folder behind and gives its table."""
    results: dict[str, dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    failures: list[dict[str, Any]] = []
    for chosen in measurement.sets:
        with measurement.open(chosen) as opened:
            seen = see_all(opened, measurement.questions(chosen), measurement.baseline)
        results[chosen.name] = evaluate.measure(seen)
        threshold = results[chosen.name]["systems"]["confidence"]["threshold"]
        rows += _rows(chosen.name, seen)
        failures += _rows(chosen.name, evaluate.failures(seen, threshold=threshold))
    table = evaluate.table(results)
    measurement.write(results, table, rows, failures=failures)
    return table


def _rows(name: str, seen: list[Seen]) -> list[dict[str, Any]]:
    return [{"set": name, **evaluate.row(one)} for one in seen]
