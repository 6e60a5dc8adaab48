"""How does a person read what was measured?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.tables import markdown_table

HEADER = ("Measured", "At", "CivicDesk", "LangChain + Chroma", "Plain numpy")


@dataclass(frozen=True)
class Line:
    """One row of the table; the last two say what the baselines took for the same thing, where they do it too."""

    measured: str
    at: str
    value: str
    chroma: str = ""
    numpy: str = ""


@dataclass(frozen=True)
class Spread:
    """The middle and the slow end of a set of durations, in milliseconds."""

    p50: float
    p95: float

    def __str__(self) -> str:
        return f"{_short(self.p50)} / {_short(self.p95)} ms"

    def beside(self, ours: Spread) -> str:
        """This spread, with its median as a multiple of that of `ours`."""
        return f"{self} ({times(ours.p50, self.p50)} ours)"


def spread(milliseconds: Sequence[float]) -> Spread:
    """The spread of at least one duration: 1, 2, 3, 4, 5 have the median 3 and the 95th percentile 4.8."""
    p50, p95 = np.percentile(milliseconds, [50, 95])
    return Spread(float(p50), float(p95))


def times(first: float, last: float) -> str:
    """How many times `first` goes into `last`: 2 into 5 gives `2.5 ×`; a dash when `first` is 0."""
    return f"{last / first:.1f} ×" if first else "–"


def to_markdown(lines: Iterable[Line], notes: Sequence[str]) -> str:
    """The table, and under it the notes that say how to read it."""
    rows = [(line.measured, line.at, line.value, line.chroma, line.numpy) for line in lines]
    return "\n".join([markdown_table(HEADER, rows), "", *(f"- {note}" for note in notes)])


def _short(milliseconds: float) -> str:
    return f"{milliseconds:.2f}" if milliseconds < 10 else f"{milliseconds:,.0f}"
