"""Into which words is a text cut?  Dictionary words, characters and common English words, by how often they occur."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from eval.embedder.pairs import Pair
from knowledge_base.static_encoder import UNKNOWN, make_tokenizer

DICTIONARIES = frozenset({"cedict", "cccanto"})
LONGEST_WORD = 7
ROUNDS = 3
MIN_ENGLISH = 4
"""Occurrences below which an English word is spelt by its parts."""

_HAN_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_LATIN_WORD = re.compile(r"[a-z]+")
_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True)
class Vocabulary:
    """`tokens` and their log frequencies, UNKNOWN first."""

    tokens: tuple[str, ...]
    scores: tuple[float, ...]

    def tokenizer(self) -> Tokenizer:
        return make_tokenizer(list(zip(self.tokens, self.scores, strict=True)))


def make_vocabulary(pairs: Sequence[Pair], *, size: int) -> Vocabulary:
    """The `size` most useful tokens: every character, then words by how often they occur in the pairs."""
    chinese = [pair.chinese for pair in pairs]
    english = [pair.english.lower() for pair in pairs]
    words = Counter(pair.chinese for pair in pairs if pair.source in DICTIONARIES and _is_word(pair.chinese))
    characters = Counter(character for text in chinese for run in _HAN_WORD.findall(text) for character in run)
    latin = Counter(word for text in english for word in _LATIN_WORD.findall(text))
    base: Counter[str] = Counter(dict.fromkeys(_CHARACTERS, 1))
    base.update(dict.fromkeys(characters, 1))
    # Longest match first, as a beginning; then each round counts what the last one cut.
    counts = Counter({word: 10.0 ** len(word) for word in words}) + Counter(dict.fromkeys(characters, 1.0))
    for _ in range(ROUNDS):
        counts = Counter(_count(_scored(counts), chinese))
    for word in words:
        counts[word] += 1
    counts.update({word: n for word, n in latin.items() if n >= MIN_ENGLISH})
    kept = dict.fromkeys(base)
    for word, _ in counts.most_common():
        if len(kept) >= size - 1:
            break
        kept.setdefault(word)
    return _scored(Counter({word: max(counts[word], 0.5) for word in kept}))


def _scored(counts: Counter[str]) -> Vocabulary:
    total = math.log(sum(counts.values()))
    tokens = sorted(counts)
    scores = [math.log(counts[token]) - total for token in tokens]
    return Vocabulary((UNKNOWN, *tokens), (min(scores) - 10, *scores))


def _count(vocabulary: Vocabulary, texts: Iterable[str]) -> Counter[str]:
    tokenizer = vocabulary.tokenizer()
    counts: Counter[int] = Counter()
    for encoding in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False):
        counts.update(encoding.ids)
    return Counter({vocabulary.tokens[number]: count for number, count in counts.items() if number})


def _is_word(text: str) -> bool:
    return 1 < len(text) <= LONGEST_WORD and _HAN_WORD.fullmatch(text) is not None
