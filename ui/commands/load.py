"""How fast do messages arrive while many citizens talk with many agents, and how fast do mails become cases?"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import click

from eval.live.load import LoadPlan
from eval.live.measure import measure_load
from eval.mail.rate import measure_rate
from eval.tables import put_between_markers

USUAL = LoadPlan()


@click.command()
@click.option("--citizens", type=click.IntRange(1, 2_000), default=USUAL.citizens, show_default=True)
@click.option("--agents", type=click.IntRange(1, 500), default=USUAL.agents, show_default=True)
@click.option("--seconds", type=click.IntRange(1, 600), default=USUAL.seconds, show_default=True)
@click.option("--every", type=click.FloatRange(0.5, 600), default=USUAL.every_seconds, show_default=True)
@click.option("--mails", type=click.IntRange(10, 1_000_000), help="Measure how this many mails become cases instead.")
@click.option("--readme", is_flag=True, help="Put the table into README.md as well.")
def command(*, citizens: int, agents: int, seconds: int, every: float, mails: int | None, readme: bool) -> None:
    """Measure live conversations: how fast messages arrive while many talk at once.

    A service of its own is started in a temporary folder and spoken to over loopback only.
    """
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    if mails:
        table = measure_rate(mails, say=lambda line: click.echo(line, err=True)).table()
        click.echo(table)
        if readme:
            put_between_markers(Path("README.md"), "mails", table)
        return
    plan = LoadPlan(citizens, agents, seconds, every)
    measured = measure_load(plan, say=lambda line: click.echo(line, err=True))
    click.echo(measured.table())
    if readme:
        put_between_markers(Path("README.md"), "live", measured.table())
    if measured.failures:
        click.echo(f"civicdesk: {measured.failures} errors, lost or doubled messages", err=True)
        sys.exit(1)
