"""How does an operator teach the classifier of cases?"""

from __future__ import annotations

import click

from assistant.accounts.permissions import operator
from assistant.cases.learning import Learnt, learn, store
from assistant.errors import InvalidInput
from assistant.settings import load_settings
from ui.service import open_database


@click.command("learn")
@click.option("--promote/--dry-run", default=False, help="Let it serve if nothing falls, or only compare.")
def command(*, promote: bool) -> None:
    """Train the classifier with people's corrections too, and show what that changes.

    Exit status 1, and nothing is promoted, when a measure falls.
    """
    database = open_database(load_settings())
    with database.read() as session:
        learnt = learn(session, actor=operator())
    click.echo(_table(learnt))
    if promote:
        with database.write() as session:
            number = store(session, learnt, actor=operator(), promote=not learnt.fallen).id
        click.echo(f"kept as model {number}")
    if learnt.fallen:
        raise InvalidInput(f"not promoted, as these fell: {', '.join(learnt.fallen)}", field="promote")
    click.echo("promoted: it serves within a minute" if promote else "nothing fell: --promote lets it serve")


def _table(learnt: Learnt) -> str:
    lines = [f"{'measure':<28}{'lines':>7}{'before':>9}{'after':>9}"]
    for row in learnt.comparisons:
        mark = "  fell" if row.has_fallen else ""
        lines.append(f"{row.measure:<28}{row.lines:>7}{row.before:>9.3f}{row.after:>9.3f}{mark}")
    return "\n".join([*lines, f"{learnt.corrections} corrections"])
