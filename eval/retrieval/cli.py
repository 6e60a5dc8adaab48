"""How is finding measured from the command line?"""

from __future__ import annotations

from typing import Any

from assistant.languages import LANGUAGE_NAMES
from eval.knowledge_sets import SAMPLE
from eval.measurement import Measurement
from eval.pictures import draw_bars
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
    if SAMPLE in results:
        _draw(measurement, results[SAMPLE])
    table = evaluate.table(results)
    measurement.write(results, table, rows, failures=failures)
    return table


def _draw(measurement: Measurement, groups: dict[str, Any]) -> None:
    """Ours beside each baseline, by the language of the question."""
    by_language = evaluate.recall_by_language(groups)
    named = {LANGUAGE_NAMES["en"][language]: recalls for language, recalls in by_language.items()}
    path = measurement.run.picture("recall_by_language")
    draw_bars(path, named, title="Right article first, by language (sample city)", measure="recall@1")


def _rows(name: str, rankings: list[Rankings]) -> list[dict[str, Any]]:
    return [{"set": name, **evaluate.row(ranking)} for ranking in rankings]
