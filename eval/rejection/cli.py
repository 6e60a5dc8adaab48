"""How is refusing what is out of scope measured from the command line?"""

from __future__ import annotations

from eval.found_by_set import FoundBySet
from eval.measurement import Measurement
from eval.rejection import evaluate
from eval.rejection.generate import see_all


def measure_rejection(measurement: Measurement) -> str:
    """Looks for the intents of every set's utterances, leaves the run folder behind and gives its table."""
    found = FoundBySet()
    for chosen in measurement.sets:
        with measurement.open(chosen) as opened:
            seen = see_all(opened, measurement.questions(chosen), measurement.baseline)
        result = evaluate.measure(seen)
        threshold = result["systems"]["confidence"]["threshold"]
        failures = evaluate.failures(seen, threshold=threshold)
        found.add(chosen.name, result, rows=map(evaluate.row, seen), failures=map(evaluate.row, failures))
    return found.write(measurement, evaluate.table)
