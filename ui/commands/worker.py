"""How is the worker started beside the service?"""

from __future__ import annotations

import logging
import signal
import threading

import click

from assistant.settings import load_settings
from ui.personal_data import require_replayed
from ui.service import open_database
from ui.worker import open_worker


@click.command()
def command() -> None:
    """Fetch and file mail, send mails, call webhooks and tell of deadlines, until a signal ends it.

    Any number of workers share the work; `civicdesk demo` runs one of its own.
    """
    settings = load_settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: ended.set())
    database = open_database(settings)
    require_replayed(settings, database)
    with open_worker(settings, database) as worker:
        click.echo("CivicDesk worker: " + ", ".join(worker.job_names))
        ended.wait()
    database.close()
