"""How does a test start the service as its users do: a process of its own, spoken to over HTTP?"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.settings import PREFIX, load_settings
from ingestion.documents.importing import import_articles
from ingestion.documents.samples import sample_files
from knowledge_base.knowledge_base import open_knowledge_base
from tests.postgresql_server import free_port
from tests.tracked_files import ROOT

START_SECONDS = 280.0
"""Making the vectors of the sample knowledge takes most of it."""
STOP_SECONDS = 30.0


class ServiceFailed(Exception):
    """The process ended, or never became ready; holds what it wrote."""


@dataclass
class RunningService:
    """A `civicdesk serve` on a free loopback port; its output goes to a file in its state folder."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/ready", timeout=5) as response:  # noqa: S310  # Loopback.
                return bool(response.status == 200)
        except OSError:
            return False

    def wait_until_ready(self) -> None:
        """Raises ServiceFailed."""
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise ServiceFailed(self.log.read_text("utf-8")[-4000:])
            time.sleep(0.1)

    def stop(self) -> int:
        """End the process as an operator would, by force when it does not listen; returns its exit status."""
        self.process.terminate()
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait(STOP_SECONDS)


def clean_environment(**settings: str) -> dict[str, str]:
    """The environment of this process with `settings` (`home="…"`) as the only ones of the service."""
    inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
    # The processes run in other folders, and the code under test is this checkout's.
    return inherited | {"PYTHONPATH": str(ROOT)} | {PREFIX + name.upper(): value for name, value in settings.items()}


def start_service(home: Path, *, workers: int = 1, port: int | None = None, **settings: str) -> RunningService:
    """Serve the installation in `home`, on a free port unless one is given; returns before it is ready."""
    home.mkdir(parents=True, exist_ok=True)
    port, log = port or free_port(), home / "serve.log"
    command = [sys.executable, "-m", "ui.cli", "serve", "--port", str(port), "--workers", str(workers)]
    environment = clean_environment(home=str(home), **settings)
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=home, env=environment, stdout=output, stderr=subprocess.STDOUT)
    return RunningService(f"http://127.0.0.1:{port}", process, log)


def import_samples(home: Path) -> None:
    """Make the sample knowledge live in a fresh installation in `home`, with the vectors of the packaged embedding."""
    home.mkdir(parents=True, exist_ok=True)
    copy_samples(Path(_samples().name), home)


def copy_samples(home: Path, to: Path) -> None:
    """The database of such a folder, with its vectors, as it is now, into a folder of the test's own."""
    with closing(sqlite3.connect(home / "civicdesk.db")) as old, closing(sqlite3.connect(to / "civicdesk.db")) as new:
        old.backup(new)


@cache  # The vectors take several seconds, and nobody serves or changes this installation itself.
def _samples() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory(prefix="civicdesk-samples-")
    settings = load_settings(_env_file=None, home=Path(folder.name), database_url="", embedding="trilingual")
    database = Database(settings.sqlalchemy_url)
    database.upgrade()
    import_articles(database, sample_files(), actor=operator(), catalogue=load_catalogue(), publish=True)
    open_knowledge_base(settings, database).refresh()
    database.close()
    return folder
