"""Is one value the right one, and what do many such verdicts make together?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from assistant.cases.fields import FieldName
from eval.case_fields.generate import Extracted
from eval.case_fields.matching import is_same, normal

_STATED_BY_TYPE = frozenset({"enquiry", "chaser"})
"""Who asks wants a reply, whether they say so or not."""


class Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    """A value other than the ones that are right."""
    INVENTED = "invented"
    """A value where the mail gives none."""
    MISSED = "missed"
    BLANK = "blank"
    """Rightly so."""
    FREE = "free"
    """Blank where a value and blank are both right."""


def judge(name: FieldName, got: str | None, labels: Mapping[str, Any]) -> Verdict:
    gold = labels["fields"].get(name.value)
    others = other_answers(labels, name.value)
    if got is None:
        return Verdict.BLANK if gold is None else Verdict.FREE if None in others else Verdict.MISSED
    is_distractor = normal(got) in {normal(text) for text in labels.get("distractors") or ()}
    if not is_distractor and any(is_same(name, got, right) for right in (gold, *others) if right is not None):
        return Verdict.RIGHT
    return Verdict.INVENTED if gold is None else Verdict.WRONG


def judge_reply(extracted: Extracted) -> Verdict:
    """Whether an answer is wanted; half of a mail's readers would guess, so blank is the third right answer."""
    labels, got = extracted.known.labels, extracted.extraction.wants_reply
    gold = labels["fields"].get("wants_reply")
    right = {gold, *other_answers(labels, "wants_reply")}
    if labels["case_type"] in _STATED_BY_TYPE:
        right.add(True)
    if got is None:
        return Verdict.BLANK if gold is None else Verdict.FREE if None in right else Verdict.MISSED
    return Verdict.RIGHT if got in right else Verdict.INVENTED if gold is None else Verdict.WRONG


def score(verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """Precision, recall and F1 of the values, and the share of blank fields that were filled.

    A wrong value is a false one and a missed one: 3 right, 1 wrong, 1 invented and 2 missed give a precision of 3/5,
    a recall of 3/6 and an F1 of 6/11; with 4 rightly blank, 1/5 is invented.
    """
    counts = Counter(verdicts)
    right, invented = counts[Verdict.RIGHT], counts[Verdict.INVENTED]
    false, missed = counts[Verdict.WRONG] + invented, counts[Verdict.WRONG] + counts[Verdict.MISSED]
    blank = counts[Verdict.BLANK] + invented
    return {
        "values": right + false,
        "precision": _ratio(right, right + false),
        "recall": _ratio(right, right + missed),
        "f1": _ratio(2 * right, 2 * right + false + missed),
        "invented": _ratio(invented, blank),
        "blank": blank,
        "counts": {verdict.value: counts[verdict] for verdict in Verdict},
    }


def other_answers(labels: Mapping[str, Any], key: str) -> list[Any]:
    """What else is right."""
    return list((labels.get("alternatives") or {}).get(key) or [])


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
