"""How is knowing when not to answer measured from the command line?"""

from __future__ import annotations

from eval.abstention import evaluate
from eval.abstention.generate import beside_plain, decide_all
from eval.found_by_set import FoundBySet
from eval.measurement import Measurement
from eval.pictures import draw_risk_coverage


def measure_abstention(measurement: Measurement) -> str:
    """Decides on the questions of every set, leaves the run folder behind and gives its table."""
    found = FoundBySet()
    for chosen in measurement.sets:
        with measurement.open(chosen) as opened:
            decisions = decide_all(opened.assistant, measurement.questions(chosen))
            decisions = beside_plain(decisions, opened, measurement.baseline)
        found.add(
            chosen.name,
            evaluate.measure(decisions),
            rows=map(evaluate.row, decisions),
            failures=map(evaluate.row, evaluate.failures(decisions)),
        )
        path = measurement.run.picture(f"risk_coverage_{chosen.name}")
        draw_risk_coverage(path, evaluate.curves(decisions), title=f"Risk and coverage ({chosen.name})")
    return found.write(measurement, evaluate.table)
