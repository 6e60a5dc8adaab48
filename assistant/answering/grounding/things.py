"""Does an answer name a document, a way to apply or a step that its passages nowhere mention?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from assistant.answering.grounding.denials import may_deny
from assistant.answering.grounding.gaps import tells_a_gap
from assistant.answering.grounding.reading import Reading
from assistant.answering.grounding.spotting import Spotter, make_spotter
from assistant.answering.written import Problem, ProblemKind
from assistant.facts.fact import FactKind

_TABLES = ("things.toml", "places.toml")
_PEOPLE = ("person:", "trade:", "transport:")


def find_unknown_things(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        passages = reading.cited(place)
        if not passages or reading.is_copied(place) or tells_a_gap(said.text):
            continue
        known = frozenset(thing for passage in passages for thing in find_mentions(passage.folded))
        known |= _taken_from(reading.question.folded, said.folded)
        for thing in sorted(find_things(said.folded) - known):
            if thing != "channel:email" or not _has(reading, place, FactKind.EMAIL):
                yield Problem(ProblemKind.UNSUPPORTED, f"{thing} is in no source of the sentence", place)


def _taken_from(question: str, said: str) -> frozenset[str]:
    """Who asks may be told of the person whom they name, and of whatever else they ask for that it is not so."""
    asked = find_mentions(question)
    return asked if may_deny(said) else frozenset(thing for thing in asked if thing.startswith(_PEOPLE))


def _has(reading: Reading, place: int, kind: FactKind) -> bool:
    return any(f.kind is kind for passage in reading.cited(place) for told in passage.sentences for f in told.facts)


@cache
def load_things() -> tuple[Spotter, Spotter]:
    """How each thing is said, and how a passage may speak of it."""
    return read_tables(files(__package__) / name for name in _TABLES)


def read_tables(tables: Iterable[Traversable]) -> tuple[Spotter, Spotter]:
    """How each entry of the tables is said, and how a text may speak of it.  Raises ValueError for a bad entry."""
    groups = [item for table in tables for item in tomllib.loads(table.read_text("utf-8")).items()]
    read = [_read(f"{group}:{name}", entry) for group, entries in groups for name, entry in entries.items()]
    return make_spotter(said for said, _ in read), make_spotter(known for _, known in read)


def _read(name: str, entry: dict[str, list[str]]) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    said, known = entry.get("said", []), entry.get("known", ["", ""])
    if len(said) != 2 or len(known) != 2 or not all(said) or entry.keys() - {"said", "known"}:
        raise ValueError(f"{name} needs an English and a Chinese pattern")
    english, chinese = (f"{one}|{two}" if two else one for one, two in zip(said, known, strict=True))
    return (name, said[0], said[1]), (name, english, chinese)


@lru_cache(maxsize=8192)
def find_things(folded: str) -> frozenset[str]:
    """Which things a folded text names."""
    return load_things()[0].find(folded)


@lru_cache(maxsize=8192)
def find_mentions(folded: str) -> frozenset[str]:
    """Which things a folded text speaks of, however loosely."""
    return load_things()[1].find(folded)
