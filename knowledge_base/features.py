"""Which numbers tell whether the best article answers the question, or only speaks of the same things?

Each one grows with the evidence, on the tune splits of every data set.  A near miss uses the words of the title, so two
look at the rest of the question.  Length, the heaviest absent word, numbers, what kind of fact is asked for and the
nearest few sentences by vector were tried and tell nothing, or tell it of one data set only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.languages import has_han
from assistant.sentences import split_sentences
from knowledge_base.keyword_search import KeywordIndex, Term, tokenise, weight_of
from knowledge_base.question_terms import question_terms
from knowledge_base.search import Candidate
from knowledge_base.snapshot import Snapshot

_IN_TITLE = 0.5
"""A term of which the title says less is asked beyond it."""


@dataclass(frozen=True)
class BestText:
    """The best article in the language that matched."""

    titles: Sequence[str] = ()
    """Its question and variants."""
    answer: str = ""


def measure(
    question: str, candidates: Sequence[Candidate], snapshot: Snapshot, best_text: BestText, *, message: str = ""
) -> dict[str, float]:
    """Features of a search: scores and margins of the best candidates, and how question and article cover each other.

    `message` is the last turn of `question`, if there were others.  Empty when nothing was found.  Every value is
    finite; shares are in [0, 1].
    """
    if not candidates:
        return {}
    best = candidates[0]
    second = candidates[1].score if len(candidates) > 1 else 0.0
    fifth = candidates[4].score if len(candidates) > 4 else 0.0
    keywords = snapshot.keywords
    asked = frozenset(question_terms(question, keywords))
    held = _words_of(best, snapshot)
    titles = [_words(title) for title in best_text.titles]
    said = frozenset(question_terms(message, keywords)) if message else asked
    residual, residual_sentence = _beyond_title(said, frozenset().union(*titles), best_text.answer, keywords)
    return {
        "score": best.score,
        "margin": best.score - second,
        "spread": best.score - fifth,
        "relative_margin": (best.score - second) / max(best.score, 1e-6),
        "dense": best.dense,
        "keyword": best.keyword,
        "coverage": _answered(asked, held, keywords),
        "title_recall": max((_recalled(title, asked, keywords) for title in titles), default=0.0),
        "residual": residual,
        "residual_sentence": residual_sentence,
        "han": float(has_han(question)),
    }


def _words_of(candidate: Candidate, snapshot: Snapshot) -> set[str]:
    """Every word of the candidate's article in all its languages; a code-mixed question is covered by either."""
    passages = snapshot.passages_of[candidate.version_id]
    return {word for passage in passages for word in snapshot.words.get(passage, ())}


def _answered(asked: Collection[Term], held: Collection[str], keywords: KeywordIndex) -> float:
    """The share of the worth of `asked` that is in `held`; rare words weigh most."""
    worths = {term: keywords.worth(term) for term in asked}
    total = sum(worths.values())
    return sum(worth * keywords.share(term, held) for term, worth in worths.items()) / total if total else 0.0


def _beyond_title(
    asked: Collection[Term], title: Collection[str], answer: str, keywords: KeywordIndex
) -> tuple[float, float]:
    """How much of what is asked beyond the title the whole answer holds, and its best sentence; 1 where nothing is."""
    beyond = [term for term in asked if keywords.share(term, title) < _IN_TITLE]
    if not beyond:
        return 1.0, 1.0
    sentences = _sentences(answer)
    whole = _answered(beyond, frozenset().union(*sentences), keywords)
    return whole, max((_answered(beyond, sentence, keywords) for sentence in sentences), default=0.0)


@lru_cache(maxsize=1024)
def _sentences(answer: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(tokenise(sentence)) for sentence in split_sentences(answer))


def _recalled(title: frozenset[str], asked: Collection[Term], keywords: KeywordIndex) -> float:
    """The share of the weight of the words of `title` that `asked` says, by whichever name."""
    said = {token for term in asked for name in term.others if title.issuperset(name) for token in name}
    said.update(token for term in asked for token in term.tokens)
    weights = {word: keywords.idf(word) * weight_of(word) for word in title}
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in said) / total if total else 0.0


@lru_cache(maxsize=4096)
def _words(title: str) -> frozenset[str]:
    """The tokens of a title; the same few hundred titles are found again and again."""
    return frozenset(tokenise(title))
