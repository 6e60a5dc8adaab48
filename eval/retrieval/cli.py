"""How is finding measured from the command line?"""

from __future__ import annotations

from typing import Any

from assistant.languages import LANGUAGE_NAMES
from eval.found_by_set import FoundBySet
from eval.knowledge_sets import SAMPLE
from eval.measurement import Measurement
from eval.pictures import draw_bars
from eval.retrieval import evaluate
from eval.retrieval.generate import rank_all


def measure_retrieval(measurement: Measurement) -> str:
    """Ranks the answerable questions of every set, leaves the run folder behind and gives its table."""
    found = FoundBySet()
    for chosen in measurement.sets:
        with measurement.open(chosen) as opened:
            questions = measurement.questions(chosen, answerable_only=True)
            rankings = rank_all(opened, questions, measurement.baseline)
        found.add(
            chosen.name,
            evaluate.measure(rankings),
            rows=map(evaluate.row, rankings),
            failures=map(evaluate.row, evaluate.failures(rankings)),
        )
    if SAMPLE in found.results:
        _draw(measurement, found.results[SAMPLE])
    return found.write(measurement, evaluate.table)


def _draw(measurement: Measurement, groups: dict[str, Any]) -> None:
    """Ours beside each baseline, by the language of the question."""
    by_language = evaluate.recall_by_language(groups)
    named = {LANGUAGE_NAMES["en"][language]: recalls for language, recalls in by_language.items()}
    path = measurement.run.picture("recall_by_language")
    draw_bars(path, named, title="Right article first, by language (sample city)", measure="recall@1")
