"""How is what keeps the knowledge true measured from the command line?"""

from __future__ import annotations

from eval.datasets.planted import read_contradictions, read_parity
from eval.measurement import Measurement
from eval.truth import evaluate
from eval.truth.generate import compare_rows, find_contradictions


def measure_truth(measurement: Measurement) -> str:
    """Compares planted articles with themselves and with each other; leaves the run folder and gives its table."""
    compared = compare_rows(read_parity(measurement.split))
    pairs = read_contradictions(measurement.split)
    found = find_contradictions(pairs)
    results = {
        "parity": evaluate.measure_parity(compared),
        "contradictions": evaluate.measure_contradictions(pairs, found),
    }
    table = evaluate.table(results)
    rows = [*map(evaluate.parity_row, compared), *(evaluate.contradiction_row(c, pairs) for c in found)]
    measurement.write(results, table, rows, failures=evaluate.failures(compared, pairs, found))
    return table
