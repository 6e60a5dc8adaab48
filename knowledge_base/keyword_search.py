"""Which passages share words with the question?  BM25 over stemmed English words and Chinese character pairs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

from assistant.languages import fold

_TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]+|[^\W_]+", re.UNICODE)
_FIRST_HAN = "\u3400"
_STOP_WORDS = frozenset(
    "a an the and or of to in on at for from by with is are was were be been am do does did i you he she it we they my "
    "your our their this that there if so as can could will would should may have has had not no".split()
)


def tokenise(text: str) -> list[str]:
    """The tokens of `text` in order: English stems without grammar words, and each pair of neighbouring Han characters.

    Scripts are folded, so 簽證 and 签证 give the same token.  A lone Han character is a token of its own.
    """
    tokens: list[str] = []
    stemmer = Stemmer.Stemmer("english")  # A stemmer may not be shared by threads; making one costs a microsecond.
    for match in _TOKEN.finditer(fold(text)):
        run = match[0]
        if run[0] < _FIRST_HAN:
            if run not in _STOP_WORDS:
                tokens.append(stemmer.stemWord(run))
        elif len(run) == 1:
            tokens.append(run)
        else:
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
    return tokens


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
        known = [self._vocabulary[token] for token in tokens if token in self._vocabulary]
        if not known:
            return np.zeros(len(self), dtype=np.float32)
        expected = sum(self.idf(token) for token in tokens) / (1 + self._k1)
        found: NDArray[np.float32] = self._scorer.get_scores_from_ids(known)
        return found / np.float32(max(expected, 1e-9))
