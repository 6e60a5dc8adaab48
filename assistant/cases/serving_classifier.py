"""Which classifier serves now?  The one that was promoted last; while none was, the shipped one."""

from __future__ import annotations

from threading import Lock
from time import monotonic

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.models import TriageModel
from assistant.cases.shipped_classifier import load_shipped
from assistant.cases.text_classifier import TextClassifier, read_classifier

LOOKS_EVERY = 30.0
"""Seconds; so a process uses what was promoted within a minute."""


class ServingClassifier:
    """One a process; looks for a newer one when it is asked, and not more often than that."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._number: int | None = None
        self._classifier: TextClassifier | None = None
        self._looked_at = float("-inf")

    def current(self, session: Session) -> TextClassifier:
        with self._lock:
            if monotonic() - self._looked_at >= LOOKS_EVERY:
                self._look(session)
                self._looked_at = monotonic()
            return self._classifier or load_shipped()

    def _look(self, session: Session) -> None:
        promoted = select(TriageModel.id).where(TriageModel.promoted_at.is_not(None))
        number = session.scalar(promoted.order_by(TriageModel.promoted_at.desc(), TriageModel.id.desc()).limit(1))
        if number == self._number:
            return
        weights = session.scalar(select(TriageModel.weights).where(TriageModel.id == number))
        self._number, self._classifier = number, read_classifier(weights) if weights else None
