"""How is the knowledge brought in, taken out and rebuilt from the command line?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.errors import ImportRefused
from assistant.settings import load_settings
from ingestion.documents.exporting import export_articles
from ingestion.documents.file_paths import FileReader
from ingestion.documents.guarded import Reader
from ingestion.documents.importing import import_articles, try_articles
from ingestion.documents.samples import sample_files
from knowledge_base.embeddings import open_embedding
from knowledge_base.gaps.models import GapKind, GapState
from knowledge_base.gaps.nearest import find_nearest
from knowledge_base.gaps.register import Wanted, list_groups
from knowledge_base.gaps.rounds import GapRounds
from knowledge_base.knowledge_base import open_knowledge_base
from knowledge_base.recalls.opening import recall
from knowledge_base.release import withdraw
from ui.api.gaps_wire import GapGroupOut, gap_group_out
from ui.commands import kb_diff
from ui.commands.kb_check import check_articles
from ui.commands.kb_replay import replay
from ui.progress import ProgressBar
from ui.service import open_database


@click.group()
def command() -> None:
    """Import, export, compare, try, withdraw and reindex articles."""


command.add_command(kb_diff.command)
command.add_command(replay)


@command.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--samples", is_flag=True, help="Import the sample knowledge of an invented city.")
@click.option("--publish", is_flag=True, help="Make the imported articles live.")
@click.option("--skip-bad", is_flag=True, help="Import the good rows although others are refused.")
@click.option("--new-departments", is_flag=True, help="Register departments that the catalogue does not know.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and store nothing.")
@click.option("--department", default="", help="Of the articles in HTML, PDF and DOCX files.")
@click.option("--language", default="", help="Of those files; each tells its own without it.")
def import_files(
    files: tuple[Path, ...],
    *,
    samples: bool,
    publish: bool,
    skip_bad: bool,
    new_departments: bool,
    dry_run: bool,
    department: str,
    language: str,
) -> None:
    """Import articles from JSONL, CSV or XLSX FILES, or as drafts from HTML, PDF or DOCX.

    Refusals are listed row by row and nothing is half-imported.
    """
    paths = [*files, *(sample_files() if samples else ())]
    if not paths:
        raise click.UsageError("name at least one file, or --samples")
    settings = load_settings()
    database = open_database(settings)
    catalogue = load_catalogue(settings.catalogue)
    try:
        with Reader(ocr=settings.ocr) as reader:
            read = FileReader(reader, department, language)
            if dry_run:
                tried = try_articles(
                    database, paths, actor=operator(), catalogue=catalogue, new_departments=new_departments, read=read
                )
                click.echo("\n".join(tried.report.lines()))
                sys.exit(1 if tried.report.refused else 0)
            report = import_articles(
                database,
                paths,
                actor=operator(),
                catalogue=catalogue,
                publish=publish,
                skip_bad=skip_bad,
                new_departments=new_departments,
                read=read,
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
@click.option("--reason", default="", help="Kept in the audit; given, the answers taken from it are called back.")
def withdraw_article(article_id: str, *, reason: str) -> None:
    """Take a live article away from every answer at once."""
    database = open_database(load_settings())
    with database.write() as session:
        version = withdraw(session, article_id, actor=operator(), reason=reason)
        if reason:  # Whoever was told it is listed at the desk.
            recall(session, article_id, version.number, actor=operator(), reason=reason)
    click.echo(f"{article_id} withdrawn")


@command.command("gaps")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 3660), help="How far back.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 200), help="How many groups.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of a list to read.")
def show_gaps(*, days: int, limit: int, as_json: bool) -> None:
    """Look through the newest conversations and list what was asked in vain, the most frequent first."""
    settings = load_settings()
    database, catalogue = open_database(settings), load_catalogue(settings.catalogue)
    knowledge = open_knowledge_base(settings, database)
    GapRounds(database, lambda: open_embedding(settings), catalogue).follow()
    with database.read() as session:
        wanted = Wanted(GapKind.QUESTION, days, state=GapState.OPEN)
        page = list_groups(session, wanted, actor=operator(), limit=limit)
    nearest = find_nearest(knowledge, [listed.row for listed in page.groups])
    for listed, found in zip(page.groups, nearest, strict=True):
        shown = gap_group_out(listed, found, catalogue, "en")
        click.echo(shown.model_dump_json() if as_json else "\n".join(_gap_lines(shown)))
    if not as_json:
        click.echo(f"{page.total} questions of the last {days} days were not answered well")


def _gap_lines(shown: GapGroupOut) -> Iterator[str]:
    languages = ", ".join(f"{count} {language}" for language, count in shown.languages.items())
    reasons = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in shown.reasons.items())
    yield f"{shown.id}: {' '.join(shown.title.split())}"
    yield f"    {shown.count} times ({languages}; {reasons}), {shown.department or 'no department'}"
    if shown.nearest:
        yield f"    nearest: {shown.nearest.article_id}, {shown.nearest.score:.2f}: {shown.nearest.title}"


@command.command("reindex")
def reindex() -> None:
    """Build the vector index anew from the database; stored vectors are used, no model is called for them."""
    settings = load_settings()
    knowledge = open_knowledge_base(settings, open_database(settings))
    with ProgressBar("embedding") as progress:
        count = knowledge.reindex(progress=progress)
    click.echo(f"{count} passages in the {knowledge.index_name} index")


command.add_command(check_articles)
