"""How is the recognising of attacks measured from the command line?"""

from __future__ import annotations

from eval.injection import evaluate
from eval.injection.generate import judge_all, read_disguised, read_messages
from eval.injection.prompts import FOLDER
from eval.measurement import Measurement

_PUBLIC = ("compass", "NVIDIA", "HumanCompatibleAI")


def measure_injection(measurement: Measurement) -> str:
    """Sends attacks, look-alikes and ordinary questions to the sample city; leaves the run folder, gives its table."""
    if not (measurement.data / FOLDER).is_dir():
        measurement.report(f"not at hand below {measurement.data}, left out: {FOLDER}")
    (sample,) = measurement.sets
    with measurement.open(sample) as opened:
        judged = judge_all(opened.assistant, list(read_messages(measurement.data)))
        disguised = judge_all(opened.assistant, list(read_disguised()))
    public = [j for j in judged if j.message.line.startswith(_PUBLIC)]
    results = evaluate.measure(judged)
    if public:
        results |= {
            "public attacks together": evaluate.total(public, attacks=True),
            "public prompts that are none": evaluate.total(public, attacks=False),
        }
    hidden = evaluate.measure(disguised)
    table = evaluate.table(results, hidden)
    every = [*judged, *disguised]
    measurement.write(
        {"sent": results, "disguised": hidden}, table, [*map(evaluate.row, every)], failures=evaluate.failures(every)
    )
    return table
