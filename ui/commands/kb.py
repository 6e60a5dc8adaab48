"""How is the knowledge brought in, taken out and rebuilt from the command line?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.errors import ImportRefused
from assistant.settings import load_settings
from ingestion.documents.exporting import export_articles
from ingestion.documents.importing import import_articles
from ingestion.documents.samples import sample_files
from knowledge_base.knowledge_base import open_knowledge_base
from knowledge_base.release import withdraw
from ui.progress import ProgressBar
from ui.service import open_database


@click.group()
def command() -> None:
    """Import, export, withdraw and reindex articles."""


@command.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--samples", is_flag=True, help="Import the sample knowledge of an invented city.")
@click.option("--publish", is_flag=True, help="Make the imported articles live.")
@click.option("--skip-bad", is_flag=True, help="Import the good rows although others are refused.")
@click.option("--new-departments", is_flag=True, help="Register departments that the catalogue does not know.")
def import_files(
    files: tuple[Path, ...], *, samples: bool, publish: bool, skip_bad: bool, new_departments: bool
) -> None:
    """Import articles from JSONL, CSV or XLSX FILES; refusals are listed row by row and nothing is half-imported."""
    paths = [*files, *(sample_files() if samples else ())]
    if not paths:
        raise click.UsageError("name at least one file, or --samples")
    settings = load_settings()
    database = open_database(settings)
    try:
        report = import_articles(
            database,
            paths,
            actor=operator(),
            catalogue=load_catalogue(settings.catalogue),
            publish=publish,
            skip_bad=skip_bad,
            new_departments=new_departments,
        )
    except ImportRefused as refused:
        click.echo("\n".join(refused.report.lines()), err=True)
        sys.exit(1)
    click.echo("\n".join(report.lines()))
    if publish:
        # Vectors are made now, so that the first question does not wait for them.
        with ProgressBar("embedding") as progress:
            open_knowledge_base(settings, database).refresh(progress=progress)


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path))
def export_file(file: Path) -> None:
    """Write every live article to FILE (.jsonl, .csv or .xlsx)."""
    database = open_database(load_settings())
    try:
        with database.read() as session:
            count = export_articles(session, file)
    except OSError as error:
        raise click.FileError(str(file), hint=error.strerror) from error
    click.echo(f"{count} articles written to {file}")


@command.command("withdraw")
@click.argument("article_id")
@click.option("--reason", default="", help="Kept in the audit.")
def withdraw_article(article_id: str, *, reason: str) -> None:
    """Take a live article away from every answer at once."""
    database = open_database(load_settings())
    with database.write() as session:
        withdraw(session, article_id, actor=operator(), reason=reason)
    click.echo(f"{article_id} withdrawn")


@command.command("reindex")
def reindex() -> None:
    """Build the vector index anew from the database; stored vectors are used, no model is called for them."""
    settings = load_settings()
    knowledge = open_knowledge_base(settings, open_database(settings))
    with ProgressBar("embedding") as progress:
        count = knowledge.reindex(progress=progress)
    click.echo(f"{count} passages in the {knowledge.index_name} index")
