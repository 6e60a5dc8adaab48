"""How fast is the service on this machine?"""

from __future__ import annotations

import signal
import sys
from dataclasses import replace
from pathlib import Path

import click

from eval.bench.measure import measure
from eval.bench.plan import QUICK, BenchPlan
from eval.tables import put_between_markers

README = Path("README.md")


class Numbers(click.ParamType[tuple[int, ...]]):
    """Whole numbers in growing order, separated by commas."""

    name = "numbers"

    def __init__(self, low: int, high: int) -> None:
        self._low, self._high = low, high

    def convert(
        self, value: str | tuple[int, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        try:
            numbers = tuple(sorted({int(part) for part in value.split(",")}))
        except ValueError:
            self.fail(f"{value!r} is not whole numbers separated by commas", param, ctx)
        if numbers[0] < self._low or numbers[-1] > self._high:
            self.fail(f"every number must be from {self._low:,} to {self._high:,}", param, ctx)
        return numbers


@click.command()
@click.option("--quick", is_flag=True, help="1,000 passages, 1 and 16 chats, 3 seconds each.")
@click.option("--sizes", type=Numbers(100, 1_000_000), help="Passages to answer from, as 1000,10000,100000.")
@click.option("--users", type=Numbers(1, 1_024), help="Simultaneous chats, as 1,16,64,256.")
@click.option("--seconds", type=click.IntRange(1, 300), help="How long each number of chats is measured.")
@click.option("--readme", is_flag=True, help="Put the table into README.md as well.")
def command(
    *, quick: bool, sizes: tuple[int, ...] | None, users: tuple[int, ...] | None, seconds: int | None, readme: bool
) -> None:
    """Measure speed and memory beside plain baselines.

    The bench serves an installation of its own in a temporary folder; the operator's own state is not touched.
    """
    plan = QUICK if quick else BenchPlan()
    chosen = replace(
        plan, sizes=sizes or plan.sizes, users=users or plan.users, seconds=plan.seconds if seconds is None else seconds
    )
    # Ended from outside, the bench still stops the service that it started and removes its folder.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    measured = measure(chosen, say=lambda line: click.echo(line, err=True))
    click.echo(measured.table)
    if readme:
        put_between_markers(README, "bench", measured.table)
    if measured.chat_errors:
        click.echo(f"civicdesk: {measured.chat_errors} of the chats' messages met an error", err=True)
        sys.exit(1)
