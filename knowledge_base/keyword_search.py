"""Which passages share words with the question?  BM25 over English stems, Chinese characters and their pairs."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import Stemmer
from numpy.typing import NDArray

from assistant.languages import fold
from assistant.numerals import with_digits
from knowledge_base.spelling import Spelling

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_FIRST_HAN = "\u3400"
_STOP_WORDS = frozenset(
    "a an the and or of to in on at for from by with is are was were be been am do does did i you he she it we they my "
    "your our their this that there if so as can could will would should may have has had not no".split()
)
_POSSESSIVE = re.compile(r"(?<=\w)['’]s?\b")
_ISE = re.compile(r"(?<=[a-z]{3})iz(?=(?:e[ds]?|er?s?|ing|ations?|ational)$)")
# Characters that say how something is asked and not what about, written Cantonese among them; scripts are folded.
_GRAMMAR_CHARACTERS = frozenset(
    "的了吗呢是在我你有和与及或就都也很这那啊吧嘛么个咗嘅喺唔系咁啲嘢呀啦㗎喎佢哋乜想问请可以要"
    "多少几何点样如为不会能够去到人什怎该他她它们把被让给从对于而但因所之其才"
)
CHARACTER_WEIGHT = 0.65
"""What a single Han character counts beside a pair; on the tune splits recall@1 is best from 0.5 to 0.7 (0.89 of the
sample's Chinese questions against 0.80 with pairs alone)."""
OTHER_NAME = 0.6
"""What another name of the same thing counts beside the one that was used, unless no document holds that.  From 0.4 to
0.8 recall@1 on the tune splits stays as it is; with names in their questions changed it gains three to five points."""


def tokenise(text: str) -> list[str]:
    """The tokens of `text` in order: English stems without grammar words, Han characters and neighbouring pairs.

    Scripts are folded, so 簽證 and 签证 give the same tokens.  Grammar characters and pairs of them are left out.
    Numbers are read as digits and American spelling as British.
    """
    return tokens_of(read_letters(text))


def read_letters(text: str) -> str:
    """`text` as it is matched: folded, its numbers in digits."""
    return with_digits(fold(text))


def tokens_of(letters: str) -> list[str]:
    """The tokens of a text that `read_letters` gave."""
    tokens: list[str] = []
    stemmer = Stemmer.Stemmer("english")  # A stemmer may not be shared by threads; making one costs a microsecond.
    for run in runs_of(letters):
        if is_han(run):
            tokens.extend(token for _, token in han_tokens(run))
        elif not is_stop_word(run):
            tokens.append(stem_word(run, stemmer))
    return tokens


def runs_of(letters: str) -> Iterator[str]:
    """Words without possessive endings and runs of Han characters, in order."""
    return (match[0] for match in _RUN.finditer(_POSSESSIVE.sub("", letters)))


def english_words(text: str) -> set[str]:
    """The different words of `text` that are written in Latin letters, as they are spelt."""
    return {run for run in runs_of(read_letters(text)) if not is_han(run)}


def is_han(run: str) -> bool:
    return run[0] >= _FIRST_HAN


def is_stop_word(run: str) -> bool:
    return run in _STOP_WORDS


def stem_word(word: str, stemmer: Stemmer.Stemmer) -> str:
    """The stem of an English word as Britain spells it."""
    stemmed: str = stemmer.stemWord(_ISE.sub("is", word) if "iz" in word else word)
    return _british_stems().get(stemmed, stemmed)


def han_tokens(run: str) -> list[tuple[int, str]]:
    """The characters and pairs of a run of Han characters, each with its place in the run."""
    characters = [(i, character) for i, character in enumerate(run) if character not in _GRAMMAR_CHARACTERS]
    pairs = ((i, run[i : i + 2]) for i in range(len(run) - 1))
    return characters + [(i, pair) for i, pair in pairs if not _GRAMMAR_CHARACTERS.issuperset(pair)]


@lru_cache(maxsize=1)
def _british_stems() -> dict[str, str]:
    table = tomllib.loads((files("knowledge_base") / "aliases.toml").read_text("utf-8"))["spelling"]
    stemmer = Stemmer.Stemmer("english")
    pairs = {stemmer.stemWord(american): stemmer.stemWord(british) for american, british in table.items()}
    return {american: british for american, british in pairs.items() if american != british}


def weight_of(token: str) -> float:
    """What `token` counts in a question, before its rarity."""
    return CHARACTER_WEIGHT if len(token) == 1 and is_han(token) else 1.0


@dataclass(frozen=True)
class Term:
    """A word or name of a question, and the other names of the same thing: whichever fits a document best counts."""

    tokens: tuple[str, ...]
    weight: float = 1.0
    """What it counts beside the question's other terms."""
    others: tuple[tuple[str, ...], ...] = ()


class KeywordIndex:
    """An immutable BM25 index over documents named by integer ids; replaced as a whole when knowledge changes."""

    def __init__(
        self,
        documents: Mapping[int, Sequence[str]],
        *,
        words: Iterable[str] = (),
        k1: float = 1.2,
        b: float = 0.75,
    ) -> None:
        """`words` are the English words of the documents as they are spelt; misspelt ones are compared with them."""
        self.ids: NDArray[np.int64] = np.fromiter(documents, dtype=np.int64, count=len(documents))
        self.rows = {int(document): row for row, document in enumerate(documents)}
        """Where each document's score stands in the array that `scores` gives."""
        self.spelling = Spelling(words)
        self._k1 = k1
        self._vocabulary: dict[str, int] = {}
        self._postings_of = _post(documents.values(), self._vocabulary, k1=k1, b=b)
        # Every question weighs some hundred words, most of them several times.
        self._masses = {token: self.idf(token) * weight_of(token) for token in self._vocabulary}
        self._unknown = self.idf("")

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, token: str) -> bool:
        return token in self._vocabulary

    def idf(self, token: str) -> float:
        """Lucene's inverse document frequency; a token that no document holds weighs most."""
        number = self._vocabulary.get(token)
        frequency = 0 if number is None else self._postings_of.frequency(number)
        return math.log1p((len(self) - frequency + 0.5) / (frequency + 0.5))

    def scores(self, terms: Sequence[str | Term]) -> NDArray[np.float32]:
        """One score a document in the order of `ids`; about 1 when an average document holds every term once.

        A document is given the words of a term one by one, and another name only where it holds it whole.
        """
        asked = [Term((term,)) if isinstance(term, str) else term for term in terms]
        plain: list[tuple[str, float]] = []
        found = np.zeros(len(self))
        for term in asked:
            own = [(token, term.weight * weight_of(token)) for token in term.tokens if token in self._vocabulary]
            named = [self._whole(other, self._weight(term, other)) for other in self._known(term)]
            if named:
                found += np.maximum.reduce([self._sum(own), *named])
            else:
                plain += own
        found += self._sum(plain)
        expected = sum(self.worth(term) for term in asked) / (1 + self._k1)
        return (found / max(expected, 1e-9)).astype(np.float32)

    def worth(self, term: Term) -> float:
        """What `term` counts in a question, by weight and rarity; by another name's where nobody uses its own."""
        own = term.weight * self._mass(term.tokens)
        if not term.others or self._holds_any(term.tokens):
            return own
        return max((self._weight(term, other) * self._mass(other) for other in self._known(term)), default=own)

    def share(self, term: Term, held: Collection[str]) -> float:
        """How much of the worth of `term` is in the tokens `held`, in [0, 1]; another name is there whole or not."""
        own = self._mass(token for token in term.tokens if token in held)
        if not term.others:
            return own / max(self._mass(term.tokens), 1e-9) if own else 0.0
        named = [self._weight(term, other) * self._mass(other) for other in self._known(term) if _holds(held, other)]
        return max(term.weight * own, *named, 0.0) / max(self.worth(term), 1e-9)

    def _known(self, term: Term) -> list[tuple[str, ...]]:
        return [other for other in term.others if _holds(self._vocabulary, other)]

    def _holds_any(self, tokens: Sequence[str]) -> bool:
        return any(token in self._vocabulary for token in tokens)

    def _weight(self, term: Term, other: Sequence[str]) -> float:
        """What the words of another name count: together no more than those that were used, however rare they are."""
        share = OTHER_NAME if self._holds_any(term.tokens) else 1.0
        return term.weight * share * min(1.0, self._mass(term.tokens) / max(self._mass(other), 1e-9))

    def _mass(self, tokens: Iterable[str]) -> float:
        masses = self._masses
        return sum(masses[token] if token in masses else self._unknown * weight_of(token) for token in tokens)

    def _whole(self, tokens: Sequence[str], weight: float) -> NDArray[np.float64]:
        """`weight` times the tokens' scores in the documents that hold all of them."""
        documents, scores = self._postings([(token, weight * weight_of(token)) for token in tokens])
        summed = self._by_row(documents, scores)
        if len(tokens) > 1:
            summed[np.bincount(documents, minlength=len(self)) < len(tokens)] = 0
        return summed

    def _sum(self, tokens: Sequence[tuple[str, float]]) -> NDArray[np.float64]:
        """The weighted sum of the tokens' scores in every document."""
        if not tokens:
            return np.zeros(len(self))
        documents, scores = self._postings(tokens)
        return self._by_row(documents, scores)

    def _by_row(self, documents: NDArray[np.int32], scores: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(documents, weights=scores, minlength=len(self)), dtype=np.float64)

    def _postings(self, tokens: Sequence[tuple[str, float]]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Which rows hold each token, one token after the other, and what it counts there."""
        starts, rows, values = self._postings_of.starts, self._postings_of.rows, self._postings_of.values
        places = [(self._vocabulary[token], weight) for token, weight in tokens]
        scores = np.concatenate([values[starts[t] : starts[t + 1]] * np.float32(weight) for t, weight in places])
        return np.concatenate([rows[starts[t] : starts[t + 1]] for t, _ in places]), scores


@dataclass(frozen=True)
class _Postings:
    """Token `t` stands in the documents `rows[starts[t]:starts[t + 1]]` and counts `values` there."""

    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    values: NDArray[np.float32]

    def frequency(self, token: int) -> int:
        return int(self.starts[token + 1] - self.starts[token])


def _post(documents: Collection[Sequence[str]], vocabulary: dict[str, int], *, k1: float, b: float) -> _Postings:
    """BM25 as Lucene has it (Robertson and Zaragoza 2009, without the constant factor); fills in `vocabulary`."""
    numbers = [vocabulary.setdefault(token, len(vocabulary)) for tokens in documents for token in tokens]
    lengths = np.fromiter((len(tokens) for tokens in documents), dtype=np.int64, count=len(documents))
    owners = np.repeat(np.arange(len(documents)), lengths)
    pairs, counts = np.unique(np.array(numbers, dtype=np.int64) * max(len(documents), 1) + owners, return_counts=True)
    tokens, rows = np.divmod(pairs, max(len(documents), 1))
    starts = np.searchsorted(tokens, np.arange(len(vocabulary) + 1))
    frequencies = np.diff(starts)
    rarity = np.log1p((len(documents) - frequencies + 0.5) / (frequencies + 0.5))
    relative = lengths / max(float(lengths.mean()) if len(lengths) else 1.0, 1e-9)
    values = np.repeat(rarity, frequencies) * counts / (counts + k1 * (1 - b + b * relative[rows]))
    return _Postings(starts, rows.astype(np.int32), values.astype(np.float32))


def _holds(held: Collection[str], tokens: Sequence[str]) -> bool:
    return all(token in held for token in tokens)
