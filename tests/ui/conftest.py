"""What does every test of the faces stand on?  One running service with a few articles."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.settings import PREFIX, Settings, load_settings
from ingestion.documents.importing import import_articles
from tests.ingestion.documents.example import article, write_jsonl
from tests.live_site import LiveSite, run_site
from ui.app import create_app
from ui.service import open_database

NO_DATES = {"effective_from": None, "review_by": None}


def one_language(language: str, question: str, answer: str) -> dict[str, dict[str, str]]:
    return {language: {"question": question, "answer": answer}}


def write_articles(folder: Path) -> Path:
    """Five articles: one in three languages, and one each that is English only, internal, expired and not yet in force.

    Only the first two may be seen.
    """
    day = datetime.timedelta(days=1)
    today = datetime.datetime.now().astimezone().date()
    return write_jsonl(
        folder / "articles.jsonl",
        article(**NO_DATES),
        article(
            id="immd:passport/child",
            department="IMMD",
            text=one_language("en", "How do I get a passport for a child?", "Bring **form IM 1**. It takes 10 days."),
            **NO_DATES,
        ),
        article(
            id="td-internal",
            audience="internal",
            text=one_language("en", "Which counter takes complaints about examiners?", "Counter 9, ask for Mr Wong."),
            **NO_DATES,
        ),
        article(
            id="td-expired",
            text=one_language("en", "What was the tunnel toll last year?", "The toll was $7."),
            effective_from="2020-01-01",
            effective_until=str(today - day),
            review_by=None,
        ),
        article(
            id="td-future",
            text=one_language("en", "What will the tunnel toll be?", "The toll will be $12."),
            effective_from=str(today + 2 * day),
            review_by=None,
        ),
    )


def install(home: Path, **overrides: object) -> Settings:
    """The settings of an installation whose articles are imported and live."""
    home.mkdir(parents=True, exist_ok=True)
    # Every test comes from one address; the limits have tests of their own.
    settings = load_settings(_env_file=None, **{"home": home, "embedding": "hash", "rate_limits": False} | overrides)
    database = open_database(settings)
    path = write_articles(home)
    import_articles(database, [path], actor=operator(), catalogue=load_catalogue(), publish=True)
    database.close()
    return settings


@pytest.fixture(scope="package")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Speaks to a running service; tests share it, and each begins its own conversations."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
            patch.delenv(name)
        settings = install(tmp_path_factory.mktemp("installation"))
        with TestClient(create_app(settings), raise_server_exceptions=False) as client:
            yield client


@pytest.fixture
def site(tmp_path: Path, database: Database) -> Iterator[LiveSite]:
    """A live service on each kind of database."""
    with run_site(install(tmp_path / "home", database_url=_address(database)), database) as running:
        yield running


@pytest.fixture
def sqlite_site(tmp_path: Path, sqlite_database: Database) -> Iterator[LiveSite]:
    """A live service where the kind of database does not matter."""
    with run_site(install(tmp_path / "home", database_url=_address(sqlite_database)), sqlite_database) as running:
        yield running


def _address(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)
