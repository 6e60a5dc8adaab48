"""Is a message an instruction to the machine rather than something that a citizen asks?

A small classifier says how sure it is, beside the rules of `phrases.toml`; `eval.injection.train` makes it anew.
It is one hurdle of several: whatever passes it meets a model that has no tools, and checks that read every word of it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.answering.disguises import hides_words, reveal
from assistant.answering.intents import Intent, find_intent
from assistant.cases.text_classifier import TextClassifier, read_classifier

PATH = Path(__file__).with_name("guard.npz")
HEAD, ATTACK, ORDINARY = "guard", "attack", "ordinary"
_ELSEWHERE = frozenset({None, Intent.COMPLAINT, Intent.SERVICE_REQUEST})
"""What is answered from articles; everything else gets a fixed text in any case."""


@dataclass(frozen=True)
class Limits:
    """How sure the classifier must be: `alone`, or only `with_rules` where these see an attack as well."""

    alone: float
    with_rules: float


@dataclass(frozen=True, eq=False)
class Guard:
    classifier: TextClassifier
    limits: Limits

    def suspicion(self, text: str) -> float:
        """How sure it is, from 0 to 1, that the text or what it hides is an attack."""
        hidden = reveal(text)
        return max(self._suspicion(text), self._suspicion(hidden) if hidden else 0.0)

    def find_intent(self, text: str) -> Intent | None:
        """What the rules find, unless the classifier knows better of an attack: danger always comes first."""
        intent = find_intent(text)
        if intent is Intent.STEERING and not hides_words(text) and self.suspicion(text) < self.limits.with_rules:
            intent = find_intent(text, besides=intent)
        elif intent in _ELSEWHERE and (hides_words(text) or self.suspicion(text) >= self.limits.alone):
            intent = Intent.STEERING
        return intent

    def _suspicion(self, text: str) -> float:
        return self.classifier.confidences(HEAD, self.classifier.read("", text))[ATTACK]


@lru_cache(maxsize=1)
def load_guard() -> Guard:
    """Read when a message is first to be judged."""
    limits = tomllib.loads(PATH.with_suffix(".toml").read_text("utf-8"))
    return Guard(read_classifier(PATH.read_bytes()), Limits(**limits["limits"]))
