"""How does the classifier learn from what people have corrected, and may what it learnt be used?

It is trained anew with the shipped lines and all corrections.  Before and after are compared on lines and corrections
that neither was trained with; a measure that falls by more than the margin keeps the new one from serving.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.models import Correction, TriageModel
from assistant.cases.text_classifier import TextClassifier, best
from assistant.cases.training import Example, train
from assistant.cases.training_lines import HEADS, TrainingLine, read_training_lines
from assistant.database import utc_now
from assistant.errors import InvalidInput

MARGIN = 0.02
"""By how much a measure may fall; of few lines, by one line."""
WEIGHT = 2
"""How much a correction counts beside a shipped line: it is of this city, and a person looked at it."""
NEWEST = 4_000
"""As many corrections are learnt from; the time that training takes grows with the square of the lines and more."""
_LEARNT = ("category", "department", "priority", "case_type")
_HELD_OUT = 5
"""One in so many lines is held out."""


@dataclass(frozen=True)
class Comparison:
    measure: str
    lines: int
    before: float
    after: float

    @property
    def has_fallen(self) -> bool:
        return self.before - self.after > max(MARGIN, 1 / self.lines) + 1e-9


@dataclass(frozen=True)
class Learnt:
    corrections: int
    comparisons: tuple[Comparison, ...]
    weights: bytes

    @property
    def fallen(self) -> list[str]:
        return [comparison.measure for comparison in self.comparisons if comparison.has_fallen]


def learn(session: Session, *, actor: Actor) -> Learnt:
    """Train with all corrections and compare; nothing is stored.  Raises InvalidInput when nobody has corrected any."""
    actor.require(Permission.CASE_LEARN)
    newest = select(Correction).order_by(Correction.id.desc()).limit(NEWEST)
    corrected = [line for row in session.scalars(newest) if (line := _line(row))]
    if not corrected:
        raise InvalidInput("there is no correction yet to learn from", field="corrections")
    shipped = read_training_lines()
    kept, held = _divide(shipped)
    kept_corrections, held_corrections = _divide(corrected)
    before = train(_examples(kept), HEADS).classifier
    after = train(_examples([*kept, *kept_corrections]), HEADS).classifier
    return Learnt(
        corrections=len(corrected),
        comparisons=tuple(_compare(before, after, held, held_corrections)),
        weights=train(_examples([*shipped, *corrected]), HEADS).classifier.to_bytes(),
    )


def store(session: Session, learnt: Learnt, *, actor: Actor, promote: bool) -> TriageModel:
    """Keep what was learnt; promoted, it serves within a minute.  Raises InvalidInput when something has fallen."""
    actor.require(Permission.CASE_LEARN)
    if promote and learnt.fallen:
        raise InvalidInput(f"not promoted, as these have fallen: {', '.join(learnt.fallen)}", field="promote")
    now = utc_now()
    model = TriageModel(
        weights=learnt.weights,
        corrections=learnt.corrections,
        figures={c.measure: {"lines": c.lines, "before": c.before, "after": c.after} for c in learnt.comparisons},
        created_at=now,
        promoted_at=now if promote else None,
    )
    session.add(model)
    session.flush()
    record_event(
        session,
        actor,
        action="case.learn",
        subject=f"model:{model.id}",
        corrections=learnt.corrections,
        promoted=promote,
    )
    return model


def _line(row: Correction) -> TrainingLine | None:
    """What a person has settled of a report; None where that is nothing the classifier learns."""
    labels = {name: str(row.after[name]) for name in _LEARNT if row.after.get(name)}
    if not labels or not (row.subject + row.text).strip():
        return None
    return TrainingLine(row.language, Example(row.subject, row.text, labels, WEIGHT))


def _divide(lines: Sequence[TrainingLine]) -> tuple[list[TrainingLine], list[TrainingLine]]:
    """To train with and to hold out; a text is always on the same side, however often it occurs."""
    held = {line.example.text for line in lines if sha256(line.example.text.encode()).digest()[0] % _HELD_OUT == 0}
    return (
        [line for line in lines if line.example.text not in held],
        [line for line in lines if line.example.text in held],
    )


def _examples(lines: Iterable[TrainingLine]) -> list[Example]:
    return [line.example for line in lines]


def _compare(
    before: TextClassifier, after: TextClassifier, shipped: Sequence[TrainingLine], corrected: Sequence[TrainingLine]
) -> list[Comparison]:
    """By measure on the shipped lines, by language too for the category, then on the corrections."""
    groups = {measure: (measure, list(shipped)) for measure in _LEARNT}
    for language in sorted({line.language for line in shipped}):
        groups[f"category, {language}"] = ("category", [line for line in shipped if line.language == language])
    groups |= {f"{measure}, corrections": (measure, list(corrected)) for measure in _LEARNT}
    return [
        Comparison(name, len(labelled), _share_right(before, head, labelled), _share_right(after, head, labelled))
        for name, (head, lines) in groups.items()
        if (labelled := [line for line in lines if head in line.example.labels])
    ]


def _share_right(classifier: TextClassifier, head: str, lines: Sequence[TrainingLine]) -> float:
    right = 0
    for example in _examples(lines):
        confidences = classifier.confidences(head, classifier.read(example.subject, example.text))
        right += best(confidences, 1)[0][0] == example.labels[head]
    return right / len(lines)
