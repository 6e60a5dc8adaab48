"""Of which parts is made what reads files, sources and links for the knowledge?"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.settings import Settings
from ingestion.documents.fetching import Fetcher
from ingestion.documents.guarded import Reader
from ingestion.documents.import_work import Importer
from ingestion.documents.link_work import LinkChecker
from ingestion.documents.source_domains import read_domains
from ingestion.documents.source_work import SourceReader


def open_knowledge_work(
    settings: Settings, database: Database, *, lease: datetime.timedelta | None = None
) -> tuple[Sequence[tuple[str, Callable[..., int]]], Callable[[], None]]:
    """Jobs by name, and what closes them.  Raises SettingsInvalid."""
    catalogue, domains = load_catalogue(settings.catalogue), read_domains(settings.source_domains)
    files, pages = Reader(ocr=settings.ocr), Reader(ocr=settings.ocr)  # A long run of a source holds up no upload.
    fetcher = Fetcher(domains)
    importer = Importer(database, files, catalogue)
    sources = SourceReader(database, fetcher, pages, catalogue)
    if lease:
        importer, sources = replace(importer, lease=lease), replace(sources, lease=lease)
    jobs: list[tuple[str, Callable[..., int]]] = [("importing", importer.work_due), ("sources", sources.run_due)]
    if settings.link_checks:
        jobs.append(("links", LinkChecker(database, Fetcher(domains)).check_due))

    def close() -> None:
        files.close()
        pages.close()

    return jobs, close
