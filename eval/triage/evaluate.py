"""How often are kind, category, department, type and priority right, and how many emergencies are found?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.cases.triage import Choice, Priority, Triage
from eval.metrics import mean
from eval.tables import markdown_table, share
from eval.triage.generate import Addressed, Triaged
from ingestion.mail.parsed_mail import MessageKind

GROUPS = ("all", "en", "zh-Hant", "zh-Hans", "mixed")
_SHOWN = {
    "kind": "kind of mail",
    "category": "category",
    "category_top3": "category, among three",
    "department": "lead department",
    "department_top3": "lead department, among three",
    "case_type": "type of case",
    "priority": "priority",
    "emergencies": "emergencies found",
    "alarms": "other mails taken for emergencies",
    "seconds": "milliseconds a mail, mean",
}


def measure(made: Sequence[Triaged]) -> dict[str, dict[str, Any]]:
    """By language and in all: the share of mails that are right, by what is asked of them.

    A category, type or priority that the labels tolerate is right; a lead department must be the lead itself.
    """
    groups = {group: [one for one in made if group in ("all", one.known.labels["language"])] for group in GROUPS}
    return {group: _measure(members) for group, members in groups.items() if members}


def measure_addressed(made: Sequence[Addressed]) -> dict[str, Any]:
    return {
        "letters": len(made),
        "department": mean(one.guesses[0] == one.department for one in made),
        "department_top3": mean(one.department in one.guesses for one in made),
    }


def failures(made: Sequence[Triaged]) -> list[dict[str, Any]]:
    """Mails of which something asked for is wrong."""
    return [row(one) for one in made if not _all_right(one)]


def row(one: Triaged) -> dict[str, Any]:
    """One line of rows.jsonl: labels and findings, no word of the mail."""
    labels = one.known.labels
    asked = ("language", "message_kind", "category", "departments", "case_type", "priority")
    found = one.triage and {
        "categories": [choice.code for choice in one.triage.categories],
        "departments": [choice.code for choice in one.triage.departments],
        "case_type": one.triage.case_type.code,
        "priority": one.triage.priority.code,
        "needs_person": one.triage.needs_person,
    }
    return {"id": one.known.id, **{name: labels[name] for name in asked}, "kind": one.kind.value, "found": found}


def table(results: Mapping[str, Mapping[str, Any]], letters: Mapping[str, Mapping[str, Any]]) -> str:
    """A line for each set and measure, by language; then the departments of two other governments."""
    lines = [
        [f"{name}, {shown}", *(_cell(measured.get(group), measure) for group in GROUPS)]
        for name, measured in results.items()
        for measure, shown in _SHOWN.items()
    ]
    for name, measured in letters.items():
        for measure in ("department", "department_top3"):
            lines.append([f"{name}, {_SHOWN[measure]}", share(measured[measure]), *("–" for _ in GROUPS[1:])])
    return markdown_table(["", "all", *GROUPS[1:]], lines)


def _cell(measured: Mapping[str, Any] | None, measure: str) -> str:
    value = measured.get(measure) if measured else None
    if measure == "seconds" and value is not None:
        return f"{value * 1000:.0f}"
    return f"{value[0]} of {value[1]}" if isinstance(value, list) else share(value)


def _measure(made: Sequence[Triaged]) -> dict[str, Any]:
    citizens = [one for one in made if one.known.labels["message_kind"] == MessageKind.CITIZEN]
    dangers = [one for one in citizens if one.known.labels["priority"] == Priority.EMERGENCY]
    others = [one for one in citizens if one not in dangers]
    return {
        "mails": len(made),
        "kind": mean(one.kind == one.known.labels["message_kind"] for one in made),
        "emergencies": [sum(map(_is_emergency, dangers)), len(dangers)],
        "alarms": [sum(map(_is_emergency, others)), len(others)],
        "seconds": mean(one.seconds for one in citizens) if citizens else None,
        **{name: mean(asked(one) for one in citizens) if citizens else None for name, asked in _ASKED.items()},
    }


def _is_emergency(one: Triaged) -> bool:
    return one.triage is not None and one.triage.priority.code == Priority.EMERGENCY


def _tolerated(name: str, codes: Callable[[Triage], Sequence[Choice]]) -> Callable[[Triaged], bool]:
    def is_right(one: Triaged) -> bool:
        labels = one.known.labels
        right = {labels[name], *(labels["alternatives"].get(name) or ())}
        return one.triage is not None and any(choice.code in right for choice in codes(one.triage))

    return is_right


def _leads(count: int) -> Callable[[Triaged], bool]:
    def is_right(one: Triaged) -> bool:
        lead: str = one.known.labels["departments"][0]
        return one.triage is not None and any(choice.code == lead for choice in one.triage.departments[:count])

    return is_right


_ASKED: Mapping[str, Callable[[Triaged], bool]] = {
    "category": _tolerated("category", lambda triage: triage.categories[:1]),
    "category_top3": _tolerated("category", lambda triage: triage.categories),
    "department": _leads(1),
    "department_top3": _leads(3),
    "case_type": _tolerated("case_type", lambda triage: [triage.case_type]),
    "priority": _tolerated("priority", lambda triage: [triage.priority]),
}


def _all_right(one: Triaged) -> bool:
    if one.known.labels["message_kind"] != MessageKind.CITIZEN:
        return one.kind.value == str(one.known.labels["message_kind"])
    return all(asked(one) for asked in _ASKED.values())
