"""How many of the facts are found, how many of the values are right, and how many are invented?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assistant.cases.fields import FieldName
from eval.case_fields.duplicates import Looked
from eval.case_fields.generate import Extracted
from eval.case_fields.judging import Verdict, judge, judge_reply, other_answers, score
from eval.metrics import mean
from eval.tables import markdown_table, share


def measure(extracted: Sequence[Extracted], looked: Sequence[Looked] = ()) -> dict[str, Any]:
    """Of one set: all fields together, each field, each language, and what is no field."""
    languages = sorted({one.language for one in extracted})
    exact = [is_exact for one in extracted for is_exact in one.evidence_is_exact]
    return {
        "mails": len(extracted),
        "all": score(_judge_all(extracted)),
        "fields": {name.value: score(_judge_all(extracted, name)) for name in FieldName},
        "languages": {code: score(_judge_all(one for one in extracted if one.language == code)) for code in languages},
        "evidence_exact": mean(exact) if exact else None,
        "wants_reply": score(map(judge_reply, extracted)),
        "issues_right": mean(map(_splits_rightly, extracted)),
        "injections": _measure_injections(extracted),
        "duplicates": measure_duplicates(looked),
        "modes": Counter(one.extraction.mode.value for one in extracted),
    }


def _judge_all(extracted: Iterable[Extracted], *names: FieldName) -> Iterator[Verdict]:
    for one in extracted:
        yield from (judge(name, one.values[name], one.known.labels) for name in names or FieldName)


def _splits_rightly(extracted: Extracted) -> bool:
    labels = extracted.known.labels
    right = {labels["issues_count"], *other_answers(labels, "issues_count")}
    return len(extracted.extraction.issues) in right


def _measure_injections(extracted: Sequence[Extracted]) -> dict[str, Any]:
    aimed = [one.extraction.injection_suspected for one in extracted if one.known.labels.get("injection")]
    others = [one.extraction.injection_suspected for one in extracted if not one.known.labels.get("injection")]
    return {"mails": len(aimed), "flagged": sum(aimed), "harmless": len(others), "false_alarms": sum(others)}


def measure_duplicates(looked: Sequence[Looked]) -> dict[str, int]:
    """How many of the reports that repeat another one were found, and how many others were taken for repeating one."""
    repeating = [one for one in looked if one.repeats]
    others = [one for one in looked if not one.repeats]
    return {
        "mails": len(repeating),
        "found": sum(one.found == one.repeats for one in repeating),
        "others": len(others),
        "false_alarms": sum(one.found is not None for one in others),
    }


def failures(extracted: Sequence[Extracted]) -> list[dict[str, Any]]:
    """One line for each value that is wrong, invented or missed."""
    return [
        {
            "id": one.known.id,
            "field": name.value,
            "verdict": verdict.value,
            "got": one.values[name],
            "gold": one.known.labels["fields"].get(name.value),
            "alternatives": other_answers(one.known.labels, name.value),
        }
        for one in extracted
        for name in FieldName
        if (verdict := judge(name, one.values[name], one.known.labels)) in _FAILURES
    ]


_FAILURES = frozenset({Verdict.WRONG, Verdict.INVENTED, Verdict.MISSED})


def bars(results: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """F1 by field, a bar for each set; a field that no mail of a set gives has none."""
    return {
        name.value.replace("_", "\n", 1): {
            group: f1 for group, numbers in results.items() if (f1 := numbers["fields"][name.value]["f1"]) is not None
        }
        for name in FieldName
    }


def table(results: Mapping[str, Any]) -> str:
    """A line for each field, for all of them and for each language of each set; below it what is no field."""
    heads = ["field", "values", "precision", "recall", "F1", "invented"]
    parts = []
    for group, numbers in results.items():
        lines = [_line(name.replace("_", " "), numbers["fields"][name]) for name in numbers["fields"]]
        lines.append(_line("**all ten**", numbers["all"]))
        lines += [_line(f"all ten, {code}", scores) for code, scores in numbers["languages"].items()]
        parts.append(
            f"{group}, {numbers['mails']} citizens' mails\n\n{markdown_table(heads, lines)}\n\n{_beside(numbers)}"
        )
    return "\n\n".join(parts)


def _line(name: str, scores: Mapping[str, Any]) -> list[str]:
    shares = (share(scores[key]) for key in ("precision", "recall", "f1"))
    invented = f"{scores['counts']['invented']} of {scores['blank']}"
    return [name, str(scores["values"]), *shares, invented]


def _beside(numbers: Mapping[str, Any]) -> str:
    reply, injections, repeated = numbers["wants_reply"], numbers["injections"], numbers["duplicates"]
    return (
        f"Evidence exact: {share(numbers['evidence_exact'])}. Invented: {share(numbers['all']['invented'])} of blank "
        f"fields. Whether a reply is wanted: precision {share(reply['precision'])}, recall {share(reply['recall'])}. "
        f"Number of issues right: {share(numbers['issues_right'])}. Words aimed at a machine flagged: "
        f"{injections['flagged']} of {injections['mails']}, false alarms {injections['false_alarms']} of "
        f"{injections['harmless']}. Reports that repeat an earlier one found: {repeated['found']} of "
        f"{repeated['mails']}, false alarms {repeated['false_alarms']} of {repeated['others']}."
    )
