"""Which Chinese text means which English one?  Pairs whose licence allows shipping what is trained on them."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.languages import fold
from knowledge_base.cantonese import to_cantonese

SHARE_ALIKE = frozenset({"cedict", "cccanto", "ntrex"})
"""Sources under CC BY-SA; whether weights inherit that is unsettled, so a training can leave them out."""
SENSES = 3
"""Meanings of a dictionary word that count; later ones are rare."""
LONG_LAWS = 40_000
MAX_CHINESE, MAX_ENGLISH = 400, 1200
"""Characters of a text that are read."""

_NO_MEANING = re.compile(
    r"^(CL:|variant of|old variant|see |see also|abbr\.|surname |erhua|also written|used in )|[\[\]|]"
)


@dataclass(frozen=True)
class Pair:
    """`chinese` is folded: one script, lower case, NFKC."""

    chinese: str
    english: str
    source: str


def read_pairs(folder: Path, *, share_alike: bool = True, seed: int = 0) -> list[Pair]:
    """Every usable pair of the folder, each once, in a fixed order; long laws are a seeded sample.

    Sentences of Tatoeba appear a second time in written Cantonese, where that differs.
    """
    pairs: dict[Pair, None] = {}
    for pair in _every_pair(folder, seed):
        if pair.chinese and pair.english and (share_alike or pair.source not in SHARE_ALIKE):
            pairs[pair] = None
    return list(pairs)


def _every_pair(folder: Path, seed: int) -> Iterator[Pair]:
    for language, chinese, english, source in _rows(folder / "pairs.tsv.gz"):
        if language.endswith("-dict"):
            yield Pair(fold(chinese.split("|")[0]), _meaning(english), source)
            continue
        pair = Pair(fold(chinese)[:MAX_CHINESE], english[:MAX_ENGLISH], source)
        yield pair
        if source == "tatoeba":
            cantonese = to_cantonese(pair.chinese)
            if cantonese != pair.chinese:
                yield Pair(cantonese, pair.english, source)
    laws = [(chinese, english) for _, chinese, english in _rows(folder / "laws_long.tsv.gz")]
    for chinese, english in random.Random(seed).sample(laws, min(LONG_LAWS, len(laws))):  # noqa: S311  # The same sample in every run.
        yield Pair(fold(chinese)[:MAX_CHINESE], english[:MAX_ENGLISH], "laws-long")


def _rows(file: Path) -> Iterator[list[str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def _meaning(glosses: str) -> str:
    """The first meanings of a dictionary row; "" when it only points to another word."""
    senses = [sense.strip() for sense in glosses.split(" / ")]
    return "; ".join([sense for sense in senses if sense and not _NO_MEANING.search(sense)][:SENSES])
