"""Which sentences of a long answer speak of the question most?  A run of neighbours from the section that fits best."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.knowledge import ELLIPSIS, Excerpt
from assistant.sentences import unit_spans
from knowledge_base.keyword_search import KeywordIndex, Term, tokenise
from knowledge_base.passages import split_answer, text_length

LONG_ANSWER = 1200
"""A longer answer, counted as passages are, is quoted and not shown whole."""
MAX_SENTENCES = 4
"""Neighbouring sentences that are quoted; a list or table counts as one."""
_ASKS_IN_GENERAL = frozenset({"how", "what"})


@dataclass(frozen=True)
class Asked:
    """What a question asks for beyond the title of the article, and how the knowledge weighs it."""

    worths: Mapping[Term, float]
    keywords: KeywordIndex
    keyword_weight: float
    """Of words against cosines, in [0, 1]."""

    def worth(self, held: Collection[str]) -> float:
        """What the terms count that are in the tokens `held`."""
        return sum(worth * self.keywords.share(term, held) for term, worth in self.worths.items())


def ask(terms: Collection[Term], title: str, keywords: KeywordIndex, *, keyword_weight: float) -> Asked:
    """The words that the title holds are left out: they fit every part of the page."""
    known = _ASKS_IN_GENERAL.union(_words(title))
    worths = {term: keywords.worth(term) for term in set(terms) if keywords.share(term, known) < 1}
    return Asked(worths, keywords, keyword_weight)


@lru_cache(maxsize=1024)
def is_long(answer: str) -> bool:
    return text_length(answer) > LONG_ANSWER


def make_excerpt(
    answer: str, asked: Asked, *, words: Sequence[Collection[str]] = (), cosines: Sequence[float] = ()
) -> Excerpt | None:
    """What to quote of `answer`, word for word; its beginning where nothing is asked for.  None when it has no text.

    `words` and `cosines` are those of its passages in order; where they are not known, or not of these passages, the
    words are read anew and the cosines do not count.
    """
    pieces = split_answer(answer)
    if not pieces:
        return None
    best = _best_piece([text for _, text in pieces], asked, words, cosines) if asked.worths else 0
    path, text = pieces[best]
    follows, precedes = (0 <= place < len(pieces) and pieces[place][0] == path for place in (best - 1, best + 1))
    return Excerpt(path, _quote(text, asked, follows=follows, precedes=precedes))


def _best_piece(pieces: Sequence[str], asked: Asked, words: Sequence[Collection[str]], cosines: Sequence[float]) -> int:
    words = words if len(words) == len(pieces) else [tokenise(piece) for piece in pieces]
    cosines = cosines if len(cosines) == len(pieces) else [0.0] * len(pieces)
    total, weight = max(sum(asked.worths.values()), 1e-9), asked.keyword_weight
    scores = [weight * asked.worth(set(w)) / total + (1 - weight) * c for w, c in zip(words, cosines, strict=True)]
    return scores.index(max(scores))


def _quote(text: str, asked: Asked, *, follows: bool, precedes: bool) -> str:
    """The best run of units of `text`, which itself follows or precedes other text of its section."""
    units = list(unit_spans(text))
    run = _best_run([text[start:end] for start, end in units], asked)
    start, end = units[run[0]][0], units[run[-1]][1]
    blocks = [
        ELLIPSIS if follows or text[:start].strip() else "",
        text[start:end],
        ELLIPSIS if precedes or text[end:].strip() else "",
    ]
    return "\n\n".join(block for block in blocks if block)


def _best_run(units: Sequence[str], asked: Asked) -> range:
    """The neighbours that together hold most of what is asked; of equals those that say it most, then begin with it."""
    words = [frozenset(tokenise(unit)) for unit in units]
    each = [asked.worth(held) for held in words]
    length = min(MAX_SENTENCES, len(units))

    def value(run: range) -> tuple[float, float, float]:
        return asked.worth(frozenset().union(*(words[i] for i in run))), sum(each[i] for i in run), each[run[0]]

    return max((range(first, first + length) for first in range(len(units) - length + 1)), key=value)


@lru_cache(maxsize=4096)
def _words(title: str) -> frozenset[str]:
    """The tokens of a title; the same few hundred titles are found again and again."""
    return frozenset(tokenise(title))
