"""Which matters does a question ask about of which an article nowhere speaks?

Such an article is about the same topic and uses the same words, and is still no answer: it tells how to renew a licence
and not how to appeal.  What is asked about is told by a table of matters: no measure of likeness tells it, since a real
question says things in other words than the article and a near miss does not.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, lru_cache
from importlib.resources import files

from assistant.answering.grounding.spotting import Spotter
from assistant.answering.grounding.things import load_things, read_tables
from assistant.languages import fold
from assistant.sentences import split_sentences

_BRIEF = 2
"""Sentences."""
_OF_PEOPLE = "person:"
"""People are named to tell who asks as often as whom the question is about."""


def find_unspoken(question: str, article: Collection[str]) -> tuple[str, ...]:
    """The matters that `question` asks about and no text of `article` mentions, by name.

    `article` is all that it says, in every language.
    """
    said = [said for said, _ in _tables()]
    asked = _find(_asking(question), said)
    return tuple(sorted(asked - _spoken(tuple(article)))) if asked else ()


def _asking(question: str) -> str:
    """The sentences that ask; what is told beside them is how it came about.

    Who asks without a question mark is brief: a letter that has none tells of something and asks for nothing.
    """
    sentences = split_sentences(question)
    asking = [sentence for sentence in sentences if sentence.endswith(("?", "？"))]
    return fold(" ".join(asking or (sentences if len(sentences) <= _BRIEF else ())))


@lru_cache(maxsize=2048)
def _spoken(article: tuple[str, ...]) -> frozenset[str]:
    return _find(fold("\n".join(article)), [known for _, known in _tables()])


def _find(folded: str, spotters: list[Spotter]) -> frozenset[str]:
    found = frozenset().union(*(spotter.find(folded) for spotter in spotters))
    return frozenset(matter for matter in found if not matter.startswith(_OF_PEOPLE))


@cache
def _tables() -> tuple[tuple[Spotter, Spotter], ...]:
    """For each table, how a matter is asked about and how an article may speak of it."""
    return read_tables([files(__package__) / "unspoken.toml"]), load_things()
