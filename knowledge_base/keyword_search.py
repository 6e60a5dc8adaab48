"""Which passages share words with the question?  BM25 over English stems, Chinese characters and their pairs."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

from assistant.languages import fold

# The library turns its own debugging on, and every rebuilt index would be a line in the log.
logging.getLogger("bm25s").setLevel(logging.WARNING)

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_TOKEN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_FIRST_HAN = "\u3400"
_STOP_WORDS = frozenset(
    "a an the and or of to in on at for from by with is are was were be been am do does did i you he she it we they my "
    "your our their this that there if so as can could will would should may have has had not no".split()
)
# Characters that say how something is asked and not what about, written Cantonese among them; scripts are folded.
_GRAMMAR_CHARACTERS = frozenset(
    "的了吗呢是在我你有和与及或就都也很这那啊吧嘛么个咗嘅喺唔系咁啲嘢呀啦㗎喎佢哋乜想问请可以要"
    "多少几何点样如为不会能够去到人什怎该他她它们把被让给从对于而但因所之其"
)
CHARACTER_WEIGHT = 0.65
"""What a single Han character counts beside a pair; on the tune splits recall@1 is best from 0.5 to 0.7 (0.89 of the
sample's Chinese questions against 0.80 with pairs alone)."""


def tokenise(text: str) -> list[str]:
    """The tokens of `text` in order: English stems without grammar words, Han characters and neighbouring pairs.

    Scripts are folded, so 簽證 and 签证 give the same tokens.  Grammar characters and pairs of them are left out.
    """
    tokens: list[str] = []
    stemmer = Stemmer.Stemmer("english")  # A stemmer may not be shared by threads; making one costs a microsecond.
    for match in _TOKEN.finditer(fold(text)):
        run = match[0]
        if run[0] < _FIRST_HAN:
            if run not in _STOP_WORDS:
                tokens.append(stemmer.stemWord(run))
        else:
            tokens.extend(character for character in run if character not in _GRAMMAR_CHARACTERS)
            pairs = (run[i : i + 2] for i in range(len(run) - 1))
            tokens.extend(pair for pair in pairs if not _GRAMMAR_CHARACTERS.issuperset(pair))
    return tokens


def weight_of(token: str) -> float:
    """What `token` counts in a question, before its rarity."""
    return CHARACTER_WEIGHT if len(token) == 1 and token >= _FIRST_HAN else 1.0


class KeywordIndex:
    """An immutable BM25 index over documents named by integer ids; replaced as a whole when knowledge changes."""

    def __init__(self, documents: Mapping[int, Sequence[str]], *, k1: float = 1.2, b: float = 0.75) -> None:
        self.ids: NDArray[np.int64] = np.fromiter(documents, dtype=np.int64, count=len(documents))
        self.rows = {int(document): row for row, document in enumerate(documents)}
        """Where each document's score stands in the array that `scores` gives."""
        self._k1 = k1
        self._vocabulary: dict[str, int] = {}
        encoded = [
            np.fromiter((self._vocabulary.setdefault(t, len(self._vocabulary)) for t in tokens), dtype=np.int32)
            for tokens in documents.values()
        ]
        self._frequency = Counter(int(token) for tokens in encoded for token in np.unique(tokens))
        self._scorer = bm25s.BM25(method="lucene", k1=k1, b=b)
        if self._vocabulary:
            self._scorer.index((encoded, self._vocabulary), create_empty_token=False, show_progress=False)

    def __len__(self) -> int:
        return len(self.ids)

    def idf(self, token: str) -> float:
        """Lucene's inverse document frequency; a token that no document holds weighs most."""
        frequency = self._frequency.get(self._vocabulary.get(token, -1), 0)
        return float(np.log1p((len(self) - frequency + 0.5) / (frequency + 0.5)))

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """One score a document in the order of `ids`; about 1 when an average document holds every token once."""
        found = np.zeros(len(self), dtype=np.float32)
        for weight in (1.0, CHARACTER_WEIGHT):
            known = [self._vocabulary[t] for t in tokens if t in self._vocabulary and weight_of(t) == weight]
            if known:
                found += np.float32(weight) * self._scorer.get_scores_from_ids(known)
        expected = sum(self.idf(token) * weight_of(token) for token in tokens) / (1 + self._k1)
        return found / np.float32(max(expected, 1e-9))
