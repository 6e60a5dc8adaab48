"""Which words of a text stay as they are, whatever a model makes of the rest?

Links, addresses, phone and form numbers, and whatever identifies a person: a model is shown a token in their place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answering.written import Problem, ProblemKind
from assistant.facts.extract import extract_facts
from assistant.facts.fact import FactKind
from assistant.privacy import find_personal_data

_KEPT = frozenset((FactKind.URL, FactKind.EMAIL, FactKind.PHONE, FactKind.FORM_NUMBER))
_TOKEN = re.compile(r"\{v\d+\}")


@dataclass(frozen=True)
class Kept:
    """`values` maps a token, as {v1}, to what it stands for."""

    values: dict[str, str] = field(default_factory=dict)

    def take_out(self, text: str) -> str:
        """`text` with tokens; what it holds further than the values of before is remembered."""
        pieces, end = [], 0
        for start, stop in _spans(text):
            if start >= end:
                pieces += [text[end:start], self._token(text[start:stop])]
                end = stop
        return "".join([*pieces, text[end:]])

    def put_back(self, text: str) -> str:
        return _TOKEN.sub(lambda token: self.values.get(token[0], token[0]), text)

    def find_problems(self, given: Sequence[str], written: Sequence[str]) -> list[Problem]:
        """Tokens of the texts that were `given` and are not `written`, and the other way round."""
        before, after = (set(_TOKEN.findall("\n".join(texts))) for texts in (given, written))
        lost = [Problem(ProblemKind.VALUE, f"left out: {self.values[token]}") for token in sorted(before - after)]
        known = [
            Problem(ProblemKind.VALUE, f"added: {self.values.get(token, token)}") for token in sorted(after - before)
        ]
        return [*lost, *known]

    def _token(self, value: str) -> str:
        for token, known in self.values.items():
            if known == value:
                return token
        token = f"{{v{len(self.values) + 1}}}"
        self.values[token] = value
        return token


def _spans(text: str) -> list[tuple[int, int]]:
    facts = [
        (fact.start, fact.start + len(fact.text))
        for fact in extract_facts(text)
        if fact.kind in _KEPT and fact.text.isascii() and text.startswith(fact.text, fact.start)
    ]
    return sorted([*facts, *((data.start, data.end) for data in find_personal_data(text))])
