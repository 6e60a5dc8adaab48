"""Where does the measured service keep its state?  In a folder that the bench makes, never in the operator's own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import Catalogue, load_catalogue
from assistant.database import Database
from assistant.settings import PREFIX, Settings, load_settings
from ingestion.documents.exporting import write_articles
from ingestion.documents.importing import import_articles
from knowledge_base.article import ArticleContent

_KEPT = ("embedding", "embedding_base_url", "index", "exact_search_limit", "compute_threads", "request_threads")
"""The operator's settings that the bench measures; all others, the database above all, are its own."""

FILE_ARTICLES = 1_000
"""Articles in one import: far below what a file may hold."""


@dataclass(frozen=True)
class Installation:
    """An installation of the bench: settings, an upgraded database, the catalogue that ships."""

    settings: Settings
    database: Database
    catalogue: Catalogue

    def publish(self, contents: Sequence[ArticleContent]) -> None:
        """Import `contents` from a file and publish them, as `kb import --publish` does."""
        path = self.settings.home / "articles.jsonl"
        for start in range(0, len(contents), FILE_ARTICLES):
            write_articles(contents[start : start + FILE_ARTICLES], path)
            import_articles(self.database, [path], actor=operator(), catalogue=self.catalogue, publish=True)
            path.unlink()

    def environment(self) -> dict[str, str]:
        """The environment in which another process serves this installation."""
        own = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
        # An installed service starts from compiled modules, whatever this process is told to write.
        own.pop("PYTHONDONTWRITEBYTECODE", None)
        kept = {PREFIX + name.upper(): str(getattr(self.settings, name)) for name in _KEPT}
        key = self.settings.embedding_api_key.get_secret_value()
        packages = str(Path(__file__).parents[2])
        return {
            **own,
            **kept,
            f"{PREFIX}EMBEDDING_API_KEY": key,
            f"{PREFIX}HOME": str(self.settings.home),
            f"{PREFIX}LOG_LEVEL": "WARNING",
            f"{PREFIX}RATE_LIMITS": "off",  # All load comes from one address.
            "PYTHONPYCACHEPREFIX": str(self.settings.home / "compiled"),
            "PYTHONPATH": os.pathsep.join(filter(None, [packages, own.get("PYTHONPATH", "")])),
        }


@contextmanager
def open_installation(home: Path) -> Iterator[Installation]:
    """A new installation in `home`, with the operator's embedding and index but a database of its own."""
    home.mkdir(parents=True, exist_ok=True)
    settings = load_settings(home=home, database_url="", chroma_url="", catalogue=None, allowed_hosts="*")
    database = Database(settings.sqlalchemy_url)
    try:
        database.upgrade()
        yield Installation(settings, database, load_catalogue())
    finally:
        database.close()
