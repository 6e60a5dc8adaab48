"""How is the way of messages and questions measured from the command line?"""

from __future__ import annotations

from typing import Any

from eval.datasets.sample import messages_with_intents
from eval.knowledge_sets import SAMPLE
from eval.measurement import Measurement
from eval.pictures import draw_confusion
from eval.routing import evaluate
from eval.routing.generate import QUESTION, RoutedMessage, RoutedQuestion, route_messages, route_questions


def measure_routing(measurement: Measurement) -> str:
    """Sends messages of known intent and the questions of every set their way; leaves the run folder, gives its table.

    The messages are sent to the sample city, and only when it is among the sets.
    """
    messages: list[RoutedMessage] = []
    questions: dict[str, list[RoutedQuestion]] = {}
    for chosen in measurement.sets:
        with measurement.open(chosen) as opened:
            answerable = measurement.questions(chosen, answerable_only=True)
            questions[chosen.name] = route_questions(opened.assistant, answerable, chosen.departments())
            if chosen.name == SAMPLE:
                messages = route_messages(opened.assistant, messages_with_intents())
    return _write(measurement, messages, questions)


def _write(measurement: Measurement, messages: list[RoutedMessage], questions: dict[str, list[RoutedQuestion]]) -> str:
    every_question = [routed for members in questions.values() for routed in members]
    counts = evaluate.confusion(messages)
    alarms = evaluate.false_alarms(messages, every_question)
    results: dict[str, Any] = {
        "intents": evaluate.measure_messages(messages),
        "confusion": counts,
        "departments": {name: evaluate.measure_departments(members) for name, members in questions.items()},
        "false_alarms": alarms,
    }
    ordinary = sum(r.known == QUESTION for r in messages) + len(every_question)
    note = f"Ordinary questions taken for an emergency: {len(alarms)} of {ordinary}."
    table = f"{evaluate.table(results['intents'], results['departments'])}\n\n{note}"
    rows = [evaluate.message_row(r) for r in messages] + [evaluate.question_row(r) for r in every_question]
    measurement.write(results, table, rows, failures=evaluate.failures(messages, every_question))
    if counts:
        path = measurement.run.picture("confusion")
        draw_confusion(path, counts, evaluate.COLUMNS, title="known intent (rows), taken for (columns)")
    return table
