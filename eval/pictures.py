"""How do the numbers look?  PNG files, drawn without a screen and legible at half their size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from eval.metrics import RiskAtCoverage

if TYPE_CHECKING:
    # The library takes a second to import, and only those who measure need it at all.
    from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#E69F00", "#56B4E9", "#CC79A7", "#009E73")
"""Okabe and Ito's, which people who are colour-blind can tell apart."""
HATCHES = ("", "//", "..", "\\\\", "xx")
LINES = ("-", "--", ":", "-.", "-")


@contextmanager
def _large_type() -> Iterator[None]:
    """Letters for a picture that a README shows at half its size."""
    from matplotlib import rc_context

    with rc_context({"font.size": 15, "figure.dpi": 120, "hatch.linewidth": 0.6}):
        yield


@_large_type()
def draw_risk_coverage(path: Path, panels: Mapping[str, Mapping[str, Sequence[RiskAtCoverage]]], *, title: str) -> None:
    """The share of wrong answers over the share of questions answered: a panel for each name, a line for each other."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(max(7.0, 4.0 * len(panels)), 5.2), layout="constrained")
    every = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for axes, (name, curves) in zip(every, panels.items(), strict=True):
        for (label, curve), colour, line in zip(curves.items(), COLOURS, LINES, strict=False):
            coverage, risk = [point.coverage for point in curve], [point.risk for point in curve]
            axes.step(coverage, risk, line, where="post", color=colour, linewidth=3, label=label)
        axes.set(title=name, xlim=(0, 1), ylim=(0, None))
        axes.grid(alpha=0.3)
        axes.legend(loc="upper left")
    figure.suptitle(title)
    figure.supxlabel("share of questions answered")
    figure.supylabel("share of answers that are wrong")
    _save(figure, path)


@_large_type()
def draw_bars(path: Path, groups: Mapping[str, Mapping[str, float]], *, title: str, measure: str) -> None:
    """A group of bars for each name, in it a bar for each other name with its value, a share, above it."""
    names = list(dict.fromkeys(name for group in groups.values() for name in group))
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 5.6), layout="constrained")
    axes = figure.subplots()
    width = 0.86 / len(names)
    for number, (name, colour, hatch) in enumerate(zip(names, COLOURS, HATCHES, strict=False)):
        heights = [group.get(name, 0.0) for group in groups.values()]
        places = [place + (number - (len(names) - 1) / 2) * width for place in range(len(groups))]
        bars = axes.bar(places, heights, width, color=colour, hatch=hatch, edgecolor="black", label=name)
        axes.bar_label(bars, [f"{height:.2f}".lstrip("0").removesuffix(".00") for height in heights], padding=2)
    axes.set_xticks(range(len(groups)), list(groups))
    axes.set(ylabel=measure, ylim=(0, 1.05))
    axes.grid(axis="y", alpha=0.3)
    axes.set_axisbelow(True)
    axes.set_title(title)
    figure.legend(loc="outside lower center", ncols=len(names), columnspacing=1.0, handletextpad=0.4)
    _save(figure, path)


def draw_confusion(path: Path, counts: Mapping[str, Mapping[str, int]], columns: Sequence[str], *, title: str) -> None:
    """How many of each row's messages went to each column; shades are shares of the row."""
    from matplotlib.figure import Figure

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
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(figure).print_png(path)  # type: ignore[no-untyped-call]  # The library gives it no types.
