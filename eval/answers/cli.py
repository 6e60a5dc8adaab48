"""How are answers measured from the command line, with language models or without?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assistant.languages import LANGUAGE_NAMES, LANGUAGES
from eval.answers import evaluate
from eval.answers.generate import ask_all, departments_of, spread
from eval.answers.judge import ask_judge, find_judge
from eval.answers.scoring import Scored, score_all
from eval.knowledge_sets import SAMPLE, KnowledgeSet
from eval.measurement import Measurement
from eval.pictures import draw_bars
from eval.tables import markdown_table, share

SHOWN = {"answered": "answered", "facts_recalled": "asked facts said", "faithful": "supported", "refused": "refused"}
"""What the picture shows of each language."""


def measure_answers(measurement: Measurement) -> str:
    """Asks the questions of every set as often as wanted, leaves the run folder and gives its tables."""
    results: dict[str, dict[str, Any]] = {}
    opinions: dict[str, dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    failures: list[dict[str, Any]] = []
    for chosen in measurement.sets:
        scored = _measure(measurement, chosen, opinions)
        results[chosen.name] = evaluate.measure(scored, measurement.with_models.prices)
        rows += _rows(chosen.name, scored)
        failures += _rows(chosen.name, evaluate.failures(scored))
    if SAMPLE in results:
        _draw(measurement, results[SAMPLE])
    told = [f"Models: {measurement.with_models.describe()}", evaluate.table(results), *_opinions(opinions)]
    table = "\n\n".join(told)
    measurement.write({**results, "judge": opinions}, table, rows, failures=failures)
    return table


def _measure(measurement: Measurement, chosen: KnowledgeSet, opinions: dict[str, dict[str, Any]]) -> list[Scored]:
    """The set's questions asked and scored; where a judge is wanted, its opinions are put into `opinions`."""
    wanted = measurement.with_models
    articles = {article.id: article for article in chosen.articles}
    with measurement.open(chosen) as opened:
        questions = spread(measurement.questions(chosen), wanted.most_questions)
        asked = ask_all(
            opened.assistant_with(wanted.models, wanted.patience_seconds),
            questions,
            departments_of(chosen),
            runs=wanted.runs,
            waits=bool(wanted.models.chosen),
        )
        if wanted.judged and (judge := find_judge(wanted.models)):
            opinions[chosen.name] = asdict(ask_judge(judge, asked, articles))
        return score_all(asked, articles, opened.knowledge.similarities)


def _draw(measurement: Measurement, groups: dict[str, Any]) -> None:
    named = {
        LANGUAGE_NAMES["en"][language]: {title: groups[language][name] or 0.0 for name, title in SHOWN.items()}
        for language in LANGUAGES
        if language in groups
    }
    path = measurement.run.picture("answers_by_language")
    draw_bars(path, named, title="Answers by language (sample city)", measure="share")


def _opinions(opinions: dict[str, dict[str, Any]]) -> list[str]:
    """What the judge thinks, where one was asked."""
    heads = ["judged by a model", "answers", "with an opinion", "says what was asked", "stands in the approved text"]
    lines = [
        [name, str(told["asked"]), str(told["given"]), share(told["answers"]), share(told["is_true"])]
        for name, told in opinions.items()
    ]
    return [markdown_table(heads, lines)] if lines else []


def _rows(name: str, scored: list[Scored]) -> list[dict[str, Any]]:
    return [{"set": name, **evaluate.row(one)} for one in scored]
