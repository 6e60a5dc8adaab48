"""How many messages of each intent are recognised, what are others taken for, which department gets a question?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from assistant.answering.intents import Intent
from eval.metrics import mean
from eval.routing.generate import QUESTION, RoutedMessage, RoutedQuestion
from eval.tables import markdown_table, share

ALARMS = frozenset({Intent.EMERGENCY, Intent.CRISIS})
COLUMNS = (*(intent.value for intent in Intent), QUESTION)


def measure_messages(routed: Sequence[RoutedMessage]) -> dict[str, dict[str, Any]]:
    """Of each known intent: how many messages, and the share recognised, in all and by language."""
    intents = [name for name in COLUMNS if any(r.known == name for r in routed)]
    return {intent: _recognised([r for r in routed if r.known == intent]) for intent in intents}


def confusion(routed: Iterable[RoutedMessage]) -> dict[str, dict[str, int]]:
    """Known intent: what its messages were taken for: how many."""
    counts: dict[str, Counter[str]] = {}
    for r in routed:
        counts.setdefault(r.known, Counter())[r.taken_for] += 1
    return {intent: dict(counts[intent]) for intent in COLUMNS if intent in counts}


def false_alarms(messages: Iterable[RoutedMessage], questions: Iterable[RoutedQuestion]) -> list[str]:
    """Ids of ordinary questions that were taken for danger; each one is a citizen told to call for help for nothing."""
    ordinary = [r.message.id for r in messages if r.known == QUESTION and r.taken_for in ALARMS]
    return ordinary + [r.question.id for r in questions if r.taken_for in ALARMS]


def measure_departments(routed: Sequence[RoutedQuestion]) -> dict[str, Any]:
    """The share of questions whose first article belongs to a right department, in all and by language."""
    languages = sorted({r.question.language for r in routed})
    groups = {"all": list(routed)} | {name: [r for r in routed if r.question.language == name] for name in languages}
    return {
        name: {"questions": len(members), "right": mean(r.found in r.departments for r in members)}
        for name, members in groups.items()
    }


def failures(messages: Iterable[RoutedMessage], questions: Iterable[RoutedQuestion]) -> list[dict[str, Any]]:
    """Messages taken for something else, and questions that would reach a wrong department."""
    wrong = [message_row(r) for r in messages if r.known != r.taken_for]
    return wrong + [question_row(r) for r in questions if r.found not in r.departments]


def message_row(routed: RoutedMessage) -> dict[str, Any]:
    """One line of rows.jsonl."""
    message = routed.message
    return {
        "id": message.id,
        "language": message.language,
        "text": message.text,
        "intent": routed.known,
        "taken_for": routed.taken_for,
        "status": routed.status,
    }


def question_row(routed: RoutedQuestion) -> dict[str, Any]:
    """One line of rows.jsonl."""
    question = routed.question
    return {
        "id": question.id,
        "language": question.language,
        "question": question.text,
        "departments": sorted(routed.departments),
        "found": routed.found,
        "taken_for": routed.taken_for,
    }


def table(intents: dict[str, dict[str, Any]], departments: dict[str, dict[str, Any]]) -> str:
    """Two tables: recognised messages by intent, and right departments by set."""
    languages = ("all", "en", "zh-Hant", "zh-Hans")
    heads = ["messages", *("all languages" if name == "all" else name for name in languages)]
    first = markdown_table(
        ["intent", *heads],
        [
            [
                intent.replace("_", " "),
                str(scores["messages"]),
                *(share(scores["recognised"].get(n)) for n in languages),
            ]
            for intent, scores in intents.items()
        ],
    )
    second = markdown_table(
        ["right department", "questions", *heads[1:]],
        [
            [name, str(groups["all"]["questions"]), *(share(groups.get(n, {}).get("right")) for n in languages)]
            for name, groups in departments.items()
        ],
    )
    return f"{first}\n\n{second}"


def _recognised(routed: Sequence[RoutedMessage]) -> dict[str, Any]:
    languages = sorted({r.message.language for r in routed})
    groups = {"all": list(routed)} | {name: [r for r in routed if r.message.language == name] for name in languages}
    shares = {name: mean(r.known == r.taken_for for r in members) for name, members in groups.items()}
    return {"messages": len(routed), "recognised": shares}
