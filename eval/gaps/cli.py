"""How is the grouping of what was not answered measured from the command line?"""

from __future__ import annotations

from typing import Any

from eval.datasets.questions import Split
from eval.gaps import evaluate
from eval.gaps.generate import known_gaps
from eval.measurement import Measurement
from knowledge_base.gaps.meaning import Meaning
from knowledge_base.gaps.models import GapKind
from knowledge_base.gaps.policy import load_policy


def measure_gaps(measurement: Measurement) -> str:
    """Groups the known gaps of every set; on the tune split it also says which threshold they would choose.

    Leaves the run folder behind and gives its table.
    """
    meaning, threshold = Meaning(measurement.embedding), load_policy().threshold[GapKind.QUESTION]
    gaps = {
        name: evaluate.read_gaps(found, measurement.embedding, meaning)
        for chosen in measurement.sets
        for name, found in known_gaps(chosen.name, measurement.questions(chosen)).items()
        if found
    }
    if measurement.split is Split.TUNE:
        best = evaluate.choose_threshold(list(gaps.values()))
        measurement.report(f"the least threshold for a purity of {evaluate.LEAST_PURITY} is {best}")
    results: dict[str, dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    wrong: list[dict[str, Any]] = []
    for name, some in gaps.items():
        grouped = evaluate.group_gaps(some, threshold=threshold)
        results[name] = evaluate.measure(grouped)
        rows += evaluate.rows(name, grouped)
        wrong += evaluate.strangers(name, grouped)
    table = evaluate.table(results)
    measurement.write(results, table, rows, failures=wrong)
    return table
