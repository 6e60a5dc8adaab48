"""How does a newcomer see the service work?"""

from __future__ import annotations

from contextlib import closing

import click

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.settings import load_settings
from ingestion.documents.importing import import_articles
from ingestion.documents.samples import sample_files
from knowledge_base.knowledge_base import open_knowledge_base
from knowledge_base.re_embedding import usable_embedding
from knowledge_base.register import count_live
from ui.commands.demo_golden import add_sample_golden
from ui.commands.demo_staff import add_sample_staff
from ui.commands.serve import run
from ui.progress import ProgressBar
from ui.service import open_database
from ui.worker import open_worker


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
def command(*, host: str, port: int) -> None:
    """Serve the sample city: import it on the first start, then serve."""
    settings = load_settings()
    database = open_database(settings)
    with database.read() as session:
        is_empty = count_live(session) == 0
    if is_empty:
        click.echo("First start: importing the sample knowledge of Ching Wan City …")
        catalogue = load_catalogue(settings.catalogue)
        report = import_articles(database, sample_files(), actor=operator(), catalogue=catalogue, publish=True)
        click.echo("\n".join(report.lines()))
        with ProgressBar("embedding") as progress:
            embedding, _ = usable_embedding(settings)
            open_knowledge_base(settings, database, embedding=embedding).refresh(progress=progress)
        click.echo(f"{add_sample_golden(database, catalogue)} golden questions")
    if passwords := add_sample_staff(database, load_catalogue(settings.catalogue)):
        click.echo("Sample staff, with one-time passwords that are told this once (sign in at /staff):")
        click.echo("\n".join(f"  {username:<6} {password}" for username, password in passwords.items()))
    with closing(database), open_worker(settings, database):
        run(host=host, port=port)
