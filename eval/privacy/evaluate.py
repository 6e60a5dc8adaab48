"""How much of what is personal is hidden, and how much of what is harmless?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from assistant.languages import LANGUAGES
from assistant.privacy import PersonalData, find_personal_data
from eval.metrics import mean
from eval.privacy.generate import KnownText
from eval.tables import markdown_table, share


@dataclass(frozen=True)
class Searched:
    """A known text, and the personal data found in it."""

    known: KnownText
    found: tuple[PersonalData, ...]

    @property
    def is_hidden(self) -> bool:
        """True when no letter and no digit of the value is left to read."""
        hidden = {place for data in self.found for place in range(data.start, data.end)}
        places = range(self.known.start, self.known.end)
        return all(place in hidden for place in places if self.known.text[place].isalnum())

    @property
    def is_right(self) -> bool:
        """A personal value is hidden; in a harmless text nothing is."""
        return self.is_hidden if self.known.is_personal else not self.found


def search_all(texts: Sequence[KnownText], *, published: Set[str]) -> list[Searched]:
    return [Searched(known, find_personal_data(known.text, published=published)) for known in texts]


def measure_recall(searched: Sequence[Searched]) -> dict[str, dict[str, Any]]:
    """Of each kind and of all: how many values, and the share hidden, in all and by language."""
    if not searched:
        return {}
    kinds = dict.fromkeys(s.known.kind for s in searched)
    groups = {kind: [s for s in searched if s.known.kind == kind] for kind in kinds} | {"all": list(searched)}
    return {kind: _by_language(members, hidden=True) for kind, members in groups.items()}


def measure_alarms(searched: Sequence[Searched]) -> dict[str, Any]:
    """How many harmless texts there are, and the share of which something was hidden, in all and by language."""
    return {**_by_language(searched, hidden=False), "kinds": len({s.known.kind for s in searched})}


def failures(searched: Sequence[Searched]) -> list[dict[str, Any]]:
    return [row(s) for s in searched if not s.is_right]


def row(searched: Searched) -> dict[str, Any]:
    """One line of rows.jsonl."""
    known = searched.known
    return {
        "id": known.id,
        "language": known.language,
        "kind": known.kind,
        "text": known.text,
        "value": known.value,
        "found": [[data.kind.value, known.text[data.start : data.end]] for data in searched.found],
    }


def table(results: Mapping[str, Any]) -> str:
    """What is hidden by kind, what of the harmless, and what of sentences and questions that others wrote."""
    heads = ["hidden", "texts", "all languages", *LANGUAGES]
    harmless, questions = results["harmless"], results["questions"]
    lines = [_line(kind.replace("_", " "), numbers) for kind, numbers in results["personal"].items()]
    lines.append(_line(f"harmless look-alikes of {harmless['kinds']} kinds", harmless))
    if questions["texts"]:
        lines.append(_line(f"questions of {questions['kinds']} data sets", questions))
    for kind, numbers in results["outside"].items():
        lines.append(_line(f"Presidio's sentences, {kind.replace('_', ' ')}", numbers))
    return markdown_table(heads, lines)


def _line(name: str, numbers: Mapping[str, Any]) -> list[str]:
    shares = numbers["share"]
    return [name, str(numbers["texts"]), *(share(shares.get(language)) for language in ("all", *LANGUAGES))]


def _by_language(searched: Sequence[Searched], *, hidden: bool) -> dict[str, Any]:
    groups = {"all": list(searched)}
    groups |= {name: [s for s in searched if s.known.language == name] for name in LANGUAGES}
    shares = {name: mean(s.is_right is hidden for s in members) for name, members in groups.items() if members}
    return {"texts": len(searched), "share": shares}
