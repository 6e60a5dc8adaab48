"""In which order does evidence come together?  Passages side by side by version and language, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Place:
    """Where a passage belongs."""

    version_id: int
    language: str
    is_answer: bool


@dataclass(frozen=True)
class Gathered:
    """Passages of some versions.  Group `g`, one version in one language, is `rows[starts[g]:starts[g + 1]]`."""

    rows: NDArray[np.int64]
    starts: NDArray[np.int64]


def _none() -> NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Layout:
    """Every array has one entry a passage, those of one version and language side by side."""

    passages: NDArray[np.int64] = field(default_factory=_none)
    """Passage ids."""
    versions: NDArray[np.int64] = field(default_factory=_none)
    languages: tuple[str, ...] = ()
    is_answer: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    documents: NDArray[np.int64] = field(default_factory=_none)
    """The passage's row among the keyword documents, -1 where it is none."""
    begins: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    """True where another version or language begins."""
    spans: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """By version id, its first passage and the one after its last."""

    def gather(self, version_ids: Iterable[int]) -> Gathered:
        """The passages of these versions; unknown ones have none."""
        spans = [self.spans[version] for version in version_ids if version in self.spans]
        if not spans:
            return Gathered(_none(), _none())
        rows = np.concatenate([np.arange(first, end) for first, end in spans])
        return Gathered(rows, np.flatnonzero(self.begins[rows]))


def lay_out(places: Mapping[int, Place], documents: Mapping[int, int]) -> Layout:
    """`documents` is the keyword row of each passage that has one."""
    order = sorted(places, key=lambda passage: (places[passage].version_id, places[passage].language))
    versions = [places[passage].version_id for passage in order]
    languages = [places[passage].language for passage in order]
    keys = list(zip(versions, languages, strict=True))
    spans: dict[int, tuple[int, int]] = {}
    for row, version in enumerate(versions):
        first, _ = spans.get(version, (row, row))
        spans[version] = (first, row + 1)
    return Layout(
        passages=np.array(order, dtype=np.int64),
        versions=np.array(versions, dtype=np.int64),
        languages=tuple(languages),
        is_answer=np.array([places[passage].is_answer for passage in order], dtype=np.bool_),
        documents=np.array([documents.get(passage, -1) for passage in order], dtype=np.int64),
        begins=np.array([row == 0 or keys[row - 1] != key for row, key in enumerate(keys)], dtype=np.bool_),
        spans=spans,
    )
