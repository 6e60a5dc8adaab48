"""What does a question ask for, in the words of the knowledge?  Cantonese, other names and slips are read here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import Stemmer

from knowledge_base.aliases import Aliases, load_aliases
from knowledge_base.cantonese import to_written
from knowledge_base.keyword_search import (
    KeywordIndex,
    Term,
    han_tokens,
    is_han,
    is_stop_word,
    read_letters,
    runs_of,
    stem_word,
)

CORRECTED = 0.8
"""What a word counts that was taken for a slip, beside one that is spelt as the knowledge spells it."""


@dataclass(frozen=True)
class _Word:
    stem: str
    weight: float


def question_terms(text: str, index: KeywordIndex) -> list[Term]:
    """The terms of `text`, in order but for Chinese names, which stand before the rest of their run."""
    aliases = load_aliases()
    stemmer = Stemmer.Stemmer("english")
    terms: list[Term] = []
    english: list[_Word] = []
    for run in runs_of(to_written(read_letters(text))):
        if is_han(run):
            terms.extend(_english_terms(english, aliases))
            english = []
            terms.extend(_han_terms(run, aliases))
        elif not is_stop_word(run):
            english.append(_read_word(run, index, aliases, stemmer))
    terms.extend(_english_terms(english, aliases))
    return terms


def _read_word(word: str, index: KeywordIndex, aliases: Aliases, stemmer: Stemmer.Stemmer) -> _Word:
    """The stem of `word`, or of the word that was meant where neither the knowledge nor an alias holds it."""
    stem = stem_word(word, stemmer)
    if stem in index or stem in aliases.stems:
        return _Word(stem, 1.0)
    meant = index.spelling.nearest(word)
    meant_stem = stem_word(meant, stemmer) if meant else stem
    return _Word(meant_stem, CORRECTED) if meant_stem in index else _Word(stem, 1.0)


def _english_terms(words: Sequence[_Word], aliases: Aliases) -> Iterator[Term]:
    stems = [word.stem for word in words]
    place = 0
    while place < len(words):
        name = aliases.starting_at(stems, place) or (stems[place],)
        weight = min(word.weight for word in words[place : place + len(name)])
        yield Term(name, weight, aliases.others.get(name, ()))
        place += len(name)


def _han_terms(run: str, aliases: Aliases) -> Iterator[Term]:
    tokens = han_tokens(run)
    named: set[tuple[int, str]] = set()
    for match in aliases.chinese.finditer(run):
        inside = [(at, token) for at, token in tokens if match.start() <= at and at + len(token) <= match.end()]
        name = tuple(token for _, token in inside)
        yield Term(name, others=aliases.others.get(name, ()))
        named.update(inside)
    yield from (Term((token,)) for at, token in tokens if (at, token) not in named)
