"""How are suggestions to agents measured from the command line?"""

from __future__ import annotations

from eval.found_by_set import FoundBySet
from eval.measurement import Measurement
from eval.suggestions import evaluate
from eval.suggestions.generate import suggest_all


def measure_suggestions(measurement: Measurement) -> str:
    """Makes a suggestion for the questions of every set, leaves the run folder behind and gives its table."""
    found = FoundBySet()
    for chosen in measurement.sets:
        with measurement.open(chosen) as opened:
            made = suggest_all(opened, measurement.questions(chosen))
        found.add(
            chosen.name,
            evaluate.measure(made),
            rows=map(evaluate.row, made),
            failures=map(evaluate.row, evaluate.failures(made)),
        )
    return found.write(measurement, evaluate.table)
