"""Which cases are there, and how do they leave the service from the command line?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from assistant.accounts.permissions import operator
from assistant.cases.exporting import Wanted, record_export, write_csv, write_xlsx
from assistant.cases.list import Filters, View, iterate_cases
from assistant.errors import InvalidInput
from assistant.settings import load_settings
from ui.commands import learn
from ui.service import open_database

_WRITERS: dict[str, Callable[..., int]] = {".csv": write_csv, ".xlsx": write_xlsx}


@click.group()
def command() -> None:
    """List cases, export them, and let the classifier learn from people's corrections."""


def narrowed(function: Callable[..., None]) -> Callable[..., None]:
    """The options that narrow a list."""
    for option in (
        click.option("--view", type=click.Choice([view.value for view in View]), default=View.ALL.value),
        click.option("--category", help="A code of the catalogue."),
        click.option("--department", help="A code of the catalogue."),
        click.option("--priority", help="emergency, urgent, normal or low."),
        click.option("--language", help="Of the citizen: en, zh-Hant or zh-Hans."),
        click.option("--search", "query", default="", help="A number, a name, or words."),
    ):
        function = option(function)
    return function


@command.command("list")
@narrowed
def list_command(*, view: str, **filters: str) -> None:
    """List cases, the most urgent first."""
    with open_database(load_settings()).read() as session:
        found = iterate_cases(session, actor=operator(), view=View(view), filters=Filters(**filters))
        for case in found:
            parts = (case.number, case.state, case.priority, case.department or "-", case.owner or "-")
            click.echo("  ".join((*parts, case.resolve_by.isoformat(timespec="minutes"), case.summary)))


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@narrowed
def export_command(file: Path, *, view: str, **filters: str) -> None:
    """Write cases to FILE, a .csv or an .xlsx without a formula."""
    write = _WRITERS.get(file.suffix.lower())
    if write is None:
        raise InvalidInput("a file is called .csv or .xlsx", field="file")
    wanted, database = Wanted(View(view), Filters(**filters)), open_database(load_settings())
    with database.write() as session:
        record_export(session, wanted, actor=operator(), kind=file.suffix.lower())
    with database.read() as session, file.open("wb") as opened:
        rows = write(session, wanted, opened, actor=operator())
    click.echo(f"{rows} cases written to {file}")


command.add_command(learn.command)
