"""How urgent is a report, and which of its words say so?

Wording of danger is heeded only where the classifier has some sense of danger too, as people also write of fire drills.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.cases.priority_rules import is_cry_for_help, is_look_alike, ruled_priorities, stretches
from assistant.cases.text_classifier import TextClassifier
from assistant.cases.triage import CaseType, Choice, Priority

_LEAST = tomllib.loads(Path(__file__).with_name("triage.toml").read_text("utf-8"))["priority"]
_LOW = (CaseType.ENQUIRY, CaseType.SUGGESTION, CaseType.COMPLIMENT)
_LONGEST_EVIDENCE = 300


@dataclass(frozen=True)
class Judgement:
    priority: Choice
    evidence: str | None = None
    """The sentence that made it urgent or an emergency, as it stands in the mail."""


@dataclass(frozen=True)
class _Danger:
    """How sure the classifier is of danger to life, and that something is urgent or worse."""

    emergency: float
    urgent: float


def judge_priority(
    subject: str, text: str, *, classifier: TextClassifier, case_types: Mapping[str, float]
) -> Judgement:
    """Danger first, then need today; with neither, the type of the case decides."""
    whole = _sense(subject, text, classifier)
    read = [(sentences, _sense(subject, "\n".join(sentences), classifier)) for sentences in stretches(subject, text)]
    return (
        _find_danger(whole, read, classifier)
        or _find_need(whole, read, classifier)
        or Judgement(_without_need(whole, case_types))
    )


def _find_danger(whole: _Danger, read: list[tuple[list[str], _Danger]], classifier: TextClassifier) -> Judgement | None:
    for sentences, danger in sorted(read, key=lambda pair: -pair[1].emergency):
        surest = max(danger.emergency, whole.emergency)
        worded = danger.emergency >= _LEAST["heed"] and _tells_of_danger("\n".join(sentences))
        if worded or (surest >= _LEAST["emergency"] and not is_look_alike("\n".join(sentences))):
            reason = "wording of danger to life" if worded else "reads like danger to life"
            return Judgement(Choice(Priority.EMERGENCY, surest, reason), _most_telling(sentences, classifier))
    return None


def _find_need(whole: _Danger, read: list[tuple[list[str], _Danger]], classifier: TextClassifier) -> Judgement | None:
    for sentences, danger in sorted(read, key=lambda pair: -pair[1].urgent):
        heeded = min(danger.urgent, whole.urgent) >= _LEAST["heed_urgent"]
        worded = heeded and Priority.URGENT in ruled_priorities("\n".join(sentences))
        if worded or whole.urgent >= _LEAST["urgent"]:
            reason = "wording of need today" if worded else "reads like need today"
            return Judgement(Choice(Priority.URGENT, whole.urgent, reason), _most_telling(sentences, classifier))
    return None


def _without_need(whole: _Danger, case_types: Mapping[str, float]) -> Choice:
    low = sum(case_types.get(kind, 0.0) for kind in _LOW)
    if low >= 0.5:
        return Choice(Priority.LOW, low, "asks, suggests or praises, and nothing is to be mended")
    return Choice(Priority.NORMAL, 1 - whole.urgent, "tells of no danger and no need today")


def _sense(subject: str, text: str, classifier: TextClassifier) -> _Danger:
    sure = classifier.confidences("priority", classifier.read(subject, text))
    emergency = sure.get(Priority.EMERGENCY, 0.0)
    return _Danger(emergency, emergency + sure.get(Priority.URGENT, 0.0))


def _tells_of_danger(stretch: str) -> bool:
    return Priority.EMERGENCY in ruled_priorities(stretch) or is_cry_for_help(stretch)


def _most_telling(sentences: list[str], classifier: TextClassifier) -> str:
    return max(sentences, key=lambda sentence: _sense("", sentence, classifier).urgent)[:_LONGEST_EVIDENCE]
