"""How is the gate before composed answers measured from the command line?"""

from __future__ import annotations

from typing import Any

from assistant.answering.grounding.finding import Similarities
from eval.datasets.composed import read_composed
from eval.grounding import evaluate
from eval.grounding.generate import Judged, judge_all, similarities_by
from eval.measurement import Measurement


def measure_grounding(measurement: Measurement) -> str:
    """Judges every composed answer with vectors and without; leaves the run folder and gives its table.

    Which answers were misjudged stands in the run folder alone: whoever writes the rules looks at the shares.
    """
    answers = read_composed(measurement.split)
    ways: dict[str, Similarities | None] = {
        "with vectors": similarities_by(measurement.embedding),
        "without": None,
    }
    judged = {way: judge_all(answers, similarities) for way, similarities in ways.items()}
    results = {way: evaluate.measure(members) for way, members in judged.items()}
    table = evaluate.table(results)
    rows = [row for way, members in judged.items() for row in _rows(way, members)]
    failures = [row for way, members in judged.items() for row in _rows(way, evaluate.failures(members))]
    measurement.write(results, table, rows, failures=failures)
    return table


def _rows(way: str, judged: list[Judged]) -> list[dict[str, Any]]:
    return [{"way": way, **evaluate.row(one)} for one in judged]
