"""Why do the tables of imports and sources hold no citizen's words?"""

from __future__ import annotations

from assistant.database import Row
from ingestion.documents.models import Import, ImportFile, ImportRow, Link, Source, SourcePage, SourceRun

NOTHING_PERSONAL: dict[type[Row], str] = {
    Import: "what staff bring in",
    ImportFile: "files of knowledge that staff bring in; emptied when the import has ended",
    ImportRow: "articles that staff bring in",
    Link: "addresses in published knowledge",
    Source: "addresses of pages",
    SourcePage: "addresses of pages",
    SourceRun: "numbers, and addresses that could not be read",
}
