"""How is the service started?"""

from __future__ import annotations

import os

import click
import uvicorn

from assistant.cases.catalogue import load_catalogue
from assistant.settings import load_settings
from knowledge_base.re_embedding import usable_embedding
from ui.personal_data import require_replayed
from ui.service import open_database

GRACEFUL_SECONDS = 20


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that serve.")
def command(*, host: str, port: int, workers: int) -> None:
    """Serve the citizen page and the API."""
    run(host=host, port=port, workers=workers)


def run(*, host: str, port: int, workers: int = 1) -> None:
    """Serve until a signal ends it; wrong settings stop the start with the setting's name.

    A damaged model does not: every process that serves says what is wrong with it and answers by words.
    """
    settings = load_settings()
    load_catalogue(settings.catalogue)
    usable_embedding(settings)
    database = open_database(settings)  # The schema is made once here, not by every worker at the same time.
    require_replayed(settings, database)
    database.close()
    address = f"http://{host}:{port}"
    click.echo(f"CivicDesk   {address}/\nAPI         {address}/docs\nState       {os.fspath(settings.home)}")
    uvicorn.run(
        "ui.serving:app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level=settings.log_level.lower(),
        access_log=False,
        proxy_headers=False,  # `ui/client_address.py` decides which proxy is believed.
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        backlog=2048,
    )
