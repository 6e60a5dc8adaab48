"""How do the numbers look?  PNG files, drawn without a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from eval.metrics import RiskAtCoverage


def draw_risk_coverage(path: Path, curves: Mapping[str, Sequence[RiskAtCoverage]], *, title: str) -> None:
    """The share of wrong answers over the share of questions answered, a line for each name."""
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    for name, curve in curves.items():
        axes.step([point.coverage for point in curve], [point.risk for point in curve], where="post", label=name)
    axes.set(title=title, xlabel="share of questions answered", ylabel="share of answers that are wrong")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, None)
    axes.grid(alpha=0.3)
    axes.legend()
    _save(figure, path)


def draw_confusion(path: Path, counts: Mapping[str, Mapping[str, int]], columns: Sequence[str], *, title: str) -> None:
    """How many of each row's messages went to each column; shades are shares of the row."""
    figure = Figure(figsize=(1.5 + 0.75 * len(columns), 1.5 + 0.45 * len(counts)), layout="constrained")
    axes = figure.subplots()
    shares = [[counts[row].get(c, 0) / max(1, sum(counts[row].values())) for c in columns] for row in counts]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(columns)), columns, rotation=45, ha="right")
    axes.set_yticks(range(len(counts)), list(counts))
    axes.set_title(title)
    for y, row in enumerate(counts):
        for x, column in enumerate(columns):
            if number := counts[row].get(column, 0):
                axes.text(x, y, str(number), ha="center", va="center", color="white" if shares[y][x] > 0.5 else "black")
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    FigureCanvasAgg(figure).print_png(path)  # type: ignore[no-untyped-call]  # The library gives it no types.
