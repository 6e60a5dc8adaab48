"""Would a sentence be truer of another name of its passages?  The wheelchairs of Crescent Beach are not at Pebble Cove.

The name is exchanged for another of its kind, and both sentences are laid beside what the passages say of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.answering.grounding.clauses import whole
from assistant.answering.grounding.misplaced_names import OTHERS, SITES, kind_of, names_of
from assistant.answering.grounding.names import load_departments
from assistant.answering.grounding.reading import Passage, Reading, Told, read_sentence
from assistant.answering.grounding.words import content_words
from assistant.answering.written import Problem, ProblemKind
from assistant.sentences import split_sentences

_UNIT = re.compile(r"[;；]|(?<=[)）])[,，、]?")
_CLAUSE = re.compile(r"[,，](?!\d{3})")
_LEAD = re.compile(r"^[^:：]*[:：]")
_VALUE = 2
"""Words that a value or a mark counts for."""
_COSINE = 10
"""Words that a whole point of cosine counts for."""
_ENOUGH = 2.2
"""So much truer, in words: on the tuning sets of the composed answers, where right ones reach 1.4."""
_FEW = 3
"""A part with fewer words is heard with its whole sentence."""


def find_exchanged_names(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        passages = [passage for passage in reading.cited(place) if passage.is_chinese == said.is_chinese]
        if reading.similarities is None or not passages or reading.is_copied(place):
            continue
        for name, other in exchanged_names(said, passages, reading):
            yield Problem(ProblemKind.NAME, f"“{name}” is said of what the source says of “{other}”", place)


def exchanged_names(said: Told, passages: Sequence[Passage], reading: Reading) -> Iterator[tuple[str, str]]:
    """Each name with that of which its part of the sentence is truer."""
    units = [unit for passage in passages for told in passage.sentences[1:] if not told.asks for unit in _units(told)]
    kinds = {short: kind for unit in units for short, kind in _short_names(unit)}
    mine = {name for name in kinds if _names(name, said)}
    mine = {name for name in mine if not any(name != other and name in other for other in mine)}
    asked = whole(reading.question).tokens if reading.question.is_chinese == said.is_chinese else frozenset()
    asked -= frozenset().union(*map(content_words, kinds))
    found: dict[tuple[str, str], None] = {}
    for part in (unit for text in split_sentences(said.text) for unit in _units(read_sentence(text))) if mine else ():
        named = {name for name in mine if _names(name, part)}
        for name in sorted(named):
            heard = part if len(_context(part, name)) >= _FEW else said
            for other in sorted(kinds):
                is_rival = kinds[other] == kinds[name] and not any(other in one or one in other for one in named)
                if is_rival and _is_truer(heard, (name, other), units, asked, reading):
                    found[name, other] = None
    # Of two names of one sentence each must be truer of the other: they may as well be told together.
    yield from (pair for pair in found if pair[1] not in mine or pair[::-1] in found)


def _is_truer(
    heard: Told, names: tuple[str, str], units: Sequence[Told], asked: frozenset[str], reading: Reading
) -> bool:
    """True where the passages say of the second name what is said of the first."""
    name, other = names
    context = _context(heard, name)
    own = [unit for unit in units if _names(name, unit)]
    theirs = [unit for unit in units if _names(other, unit) and unit not in own and not OTHERS.search(unit.folded)]
    most = max(_share(context, asked, unit) for unit in own)
    ahead = max((_share(context, asked, unit) for unit in theirs), default=0.0) - most
    return ahead >= 1 and ahead + _COSINE * _nearer(reading, heard, names, own, theirs) >= _ENOUGH


def _nearer(
    reading: Reading, heard: Told, names: tuple[str, str], own: Sequence[Told], theirs: Sequence[Told]
) -> float:
    """How much nearer the sentence comes to the passages with the other name in it."""
    if reading.similarities is None:
        return 0.0
    units = [unit.folded for unit in (*own, *theirs)]
    rows = reading.similarities([heard.folded, heard.folded.replace(*names)], units)
    return max(rows[1][len(own) :]) - max(rows[0][: len(own)]) if rows else 0.0


def _context(told: Told, name: str) -> frozenset[str]:
    """What is said of a name, without what any other of its kind is called."""
    return frozenset(t for t in whole(told).tokens - content_words(name) if not t.startswith("place:"))


def _share(context: frozenset[str], asked: frozenset[str], unit: Told) -> float:
    tokens = whole(unit).tokens
    return _weigh(context & tokens) + 0.5 * _weigh((asked - context) & tokens)


def _weigh(tokens: frozenset[str]) -> int:
    return sum(_VALUE if ":" in token else 1 for token in tokens)


def _names(name: str, told: Told) -> bool:
    if not name.isascii():
        return name in told.folded
    return re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", told.folded) is not None


@lru_cache(maxsize=4096)
def _short_names(told: Told) -> tuple[tuple[str, str], ...]:
    """The names of a part, each with its kind: Lantern Hill of Lantern Hill Library."""
    found = []
    for name in names_of(told):
        *front, last = name.split()
        found.append((" ".join(front) if len(front) > 1 and SITES.search(f" {last}") else name, kind_of(name)))
    codes = (code.lower() for code in load_departments() if re.search(rf"(?<!\w){code}(?! ?\d|\w)", told.text))
    return (*found, *((code, "body") for code in codes))


@lru_cache(maxsize=4096)
def _units(told: Told) -> tuple[Told, ...]:
    """The parts of a sentence that speak of one name, or of several at once; items with what leads to them."""
    parts: list[str] = []
    lead = ""
    for piece in _UNIT.split(told.text):
        named: list[str] = []
        for clause in _CLAUSE.split(piece):
            if named and not (_tells_of_a_name(clause) and names_of(read_sentence(named[-1]))):
                named[-1] += f", {clause}"
            else:
                named.append(clause)
        parts += [f"{lead} {part}" for part in named]
        lead = lead or "".join(_LEAD.findall(piece)[:1])
    kept = [part for part in parts if part.strip()]
    return (told,) if len(kept) < 2 else tuple(map(read_sentence, kept))


def _tells_of_a_name(clause: str) -> bool:
    """True where it names something and says something of it; a name alone is an item of a list."""
    told = read_sentence(clause)
    names = names_of(told)
    if OTHERS.search(told.folded):
        return True
    said = (token for token in whole(told).tokens if not token.startswith("place:"))
    return bool(names) and not frozenset().union(*map(content_words, names)).issuperset(said)
