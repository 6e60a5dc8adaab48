"""How often is an answer right, true to its sources, complete and the same again, and what does it cost?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from assistant.answering.answer import Answer, Completeness, Status
from assistant.language_models.models_file import Price
from assistant.languages import LANGUAGES
from eval.answers.scoring import Scored
from eval.metrics import mean
from eval.tables import markdown_table, share

_COLUMNS = {
    "answered": "answered",
    "correct": "right article",
    "facts_recalled": "asked facts said",
    "with_wrong_facts": "with a wrong value",
    "faithful": "sentences supported",
    "citation_precision": "citations right",
    "citation_recall": "right ones cited",
    "refused": "unanswerable refused",
    "in_language": "language right",
    "contradicted": "runs contradict",
}


def measure(scored: Sequence[Scored], prices: Mapping[str, Price]) -> dict[str, dict[str, Any]]:
    """The numbers of all questions, of each language and of each department."""
    groups = {"all": list(scored)}
    groups |= {language: [s for s in scored if s.asked.question.language == language] for language in LANGUAGES}
    for department in sorted({s.asked.department for s in scored} - {""}):
        groups[department] = [s for s in scored if s.asked.department == department]
    return {name: score(members, prices) for name, members in groups.items() if members}


def score(scored: Sequence[Scored], prices: Mapping[str, Price]) -> dict[str, Any]:
    """Shares are None where there is nothing to take one of; times are in milliseconds.

    `correct` is the share of the answers to answerable questions that cite an article which answers; `right` that of
    all questions that go right in every respect (see `Scored.is_right`).  Tokens and cost are those of all runs, by
    the question asked.
    """
    answerable = [s for s in scored if s.asked.question.is_answerable]
    answered = [s for s in answerable if s.asked.is_answered]
    shown = [s for s in scored if s.asked.is_answered]
    supports = [s.support for s in shown if s.support]
    runs = [answer for s in scored for answer in s.asked.answers]
    sentences = sum(support.sentences for support in supports)
    p50, p95 = np.percentile([answer.duration_ms for answer in runs], [50, 95])
    return {
        "questions": len(answerable),
        "unanswerable": len(scored) - len(answerable),
        "runs": len(runs) // len(scored),
        "right": _share(s.is_right for s in scored),
        "answered": _share(s.asked.is_answered for s in answerable),
        "correct": _share(bool(set(s.cited) & set(s.asked.question.relevant_ids)) for s in answered),
        "facts_recalled": _share(s.recall for s in answered if s.recall is not None),
        "with_wrong_facts": _share(bool(support.wrong_facts) for support in supports),
        "faithful": sum(support.supported for support in supports) / sentences if sentences else None,
        "completeness": dict(Counter(s.asked.answer.completeness.value for s in answerable)),
        "composed": _share(_is_composed(s.asked.answer) for s in shown),
        "citation_precision": _share(_precision(s) for s in answered),
        "citation_recall": _share(_recall(s) for s in answered),
        "refused": _share(not s.asked.is_answered for s in scored if not s.asked.question.is_answerable),
        "in_language": _share(s.is_in_language for s in scored),
        "contradicted": _share(s.contradicts for s in scored if len(s.asked.answers) > 1),
        "p50_ms": float(p50),
        "p95_ms": float(p95),
        "tokens": sum(call.tokens_in + call.tokens_out for answer in runs for call in answer.model_calls) / len(runs),
        "cost": sum(_cost(answer, prices) for answer in runs) / len(runs),
    }


def _is_composed(answer: Answer) -> bool:
    """True where the words are a model's, in one language or of another."""
    return answer.status is Status.ANSWERED_COMPOSED or answer.mode.startswith("model")


def _precision(scored: Scored) -> float:
    return mean(name in scored.asked.question.relevant_ids for name in scored.cited) if scored.cited else 0.0


def _recall(scored: Scored) -> float:
    return mean(name in scored.cited for name in scored.asked.question.relevant_ids)


def _cost(answer: Answer, prices: Mapping[str, Price]) -> float:
    known = [(prices[call.model], call) for call in answer.model_calls if call.model in prices]
    return sum(price.cost(call.tokens_in, call.tokens_out) for price, call in known)


def failures(scored: Iterable[Scored]) -> list[Scored]:
    """What is answered and wrong in some respect, and what says something else when asked again."""
    return [s for s in scored if (s.asked.is_answered and not s.is_right) or s.contradicts]


def row(scored: Scored) -> dict[str, Any]:
    """One line of rows.jsonl."""
    question, answer = scored.asked.question, scored.asked.answer
    return {
        "id": question.id,
        "language": question.language,
        "department": scored.asked.department,
        "kind": question.kind,
        "question": question.text,
        "relevant_ids": question.relevant_ids,
        "right": scored.is_right,
        "status": answer.status,
        "completeness": answer.completeness,
        "cited": scored.cited,
        "facts_recalled": scored.recall,
        "sentences": scored.support.sentences if scored.support else 0,
        "supported": scored.support.supported if scored.support else 0,
        "wrong_facts": scored.support.wrong_facts if scored.support else (),
        "in_language": scored.is_in_language,
        "contradicts": scored.contradicts,
        "texts": list(dict.fromkeys(run.text for run in scored.asked.answers)),
        "models": sorted({call.model for run in scored.asked.answers for call in run.model_calls}),
        "problems": [problem for call in answer.model_calls for problem in call.problems],
        "duration_ms": answer.duration_ms,
    }


def table(results: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """Every measure for each set and language; below it what goes right in each department.

    `results`: set: group: numbers.
    """
    heads = ["", "questions", *_COLUMNS.values(), "full / partial / none", "composed", "p50 / p95 ms", "tokens", "cost"]
    lines, departments = [], []
    for name, groups in results.items():
        for group, numbers in groups.items():
            title = name if group == "all" else f"{name}, {group}"
            asked = f"{numbers['questions']} + {numbers['unanswerable']}"
            if group == "all" or group in LANGUAGES:
                lines.append([title, asked, *(share(numbers[column]) for column in _COLUMNS), *_rest(numbers)])
            else:
                departments.append([title, asked, *(share(numbers[c]) for c in ("right", "answered", "refused"))])
    by_department = markdown_table(["", "questions", "right in all", "answered", "unanswerable refused"], departments)
    return "\n\n".join([markdown_table(heads, lines), *([by_department] if departments else [])])


def _rest(numbers: Mapping[str, Any]) -> list[str]:
    return [
        " / ".join(str(numbers["completeness"].get(value.value, 0)) for value in Completeness),
        share(numbers["composed"]),
        f"{numbers['p50_ms']:.0f} / {numbers['p95_ms']:.0f}",
        f"{numbers['tokens']:.0f}",
        f"{numbers['cost']:.4f}",
    ]


def _share(values: Iterable[float]) -> float | None:
    given = list(values)
    return mean(given) if given else None
