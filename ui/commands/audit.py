"""Has anybody altered the audit?"""

from __future__ import annotations

import sys

import click

from assistant.accounts.permissions import operator
from assistant.audit import verify_chain
from assistant.settings import load_settings
from ui.service import open_database


@click.group()
def command() -> None:
    """Check the append-only record of every change."""


@command.command("verify")
def verify() -> None:
    """Read the whole chain; exit status 1 and the numbers of the rows that do not fit.

    Note the newest hash elsewhere: rows cut off at the end show only by it.
    """
    with open_database(load_settings()).read() as session:
        report = verify_chain(session, actor=operator())
    click.echo(f"{report.rows} rows, newest hash {report.newest}")
    if report.broken:
        click.echo(f"altered, or follows one that is missing: {', '.join(map(str, report.broken))}", err=True)
        sys.exit(1)
