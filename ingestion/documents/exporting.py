"""How do live articles leave in a file that can be imported again without a change?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from sqlalchemy.orm import Session

from assistant.errors import InvalidInput
from ingestion.documents.delimited_text import write_delimited_text
from ingestion.documents.json_lines import write_json_lines
from ingestion.documents.workbook import write_workbook
from knowledge_base.article import ArticleContent
from knowledge_base.register import live_contents


def export_articles(session: Session, path: Path) -> int:
    """Write every live article to `path` (.jsonl, .csv or .xlsx) and return how many.

    An existing file is replaced only once the new one is complete.  Raises InvalidInput for another extension, and
    when a text is too long for a cell of Excel.
    """
    return write_articles(live_contents(session), path)


def write_articles(contents: Iterable[ArticleContent], path: Path) -> int:
    """Write `contents` to `path`, as `export_articles` does."""
    unfinished = path.with_name(f"{path.name}.part")
    write = _writer(path)
    try:
        with unfinished.open("wb") as file:
            count = write(contents, file)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _writer(path: Path) -> Callable[[Iterable[ArticleContent], IO[bytes]], int]:
    match path.suffix.lower():
        case ".jsonl":
            return lambda contents, file: write_json_lines(contents, file=file)
        case ".csv":
            return lambda contents, file: write_delimited_text(contents, file=file)
        case ".xlsx":
            return lambda contents, file: write_workbook(contents, file=file)
    raise InvalidInput(f"{path.name}: the extension must be .jsonl, .csv or .xlsx", field="path")
