"""How do live articles leave in a file that can be imported again without a change?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import IO

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased, selectinload

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.errors import InvalidInput
from ingestion.documents.delimited_text import write_delimited_text
from ingestion.documents.json_lines import write_json_lines
from knowledge_base.article import ArticleContent
from knowledge_base.models import ArticleVersion, VersionState, content_of
from knowledge_base.register import live_contents


def export_articles(session: Session, path: Path) -> int:
    """Write every live article to `path` (.jsonl, .csv or .xlsx) and return how many.

    An existing file is replaced only once the new one is complete.  Raises InvalidInput for another extension, and
    when a text is too long for a cell of Excel.
    """
    return write_articles(live_contents(session), path)


class ExportState(StrEnum):
    PUBLISHED = "published"
    NEWEST = "newest"
    """The newest version of each article, whatever its state."""


def record_export(session: Session, *, actor: Actor, kind: str, department: str | None, state: ExportState) -> None:
    """Who has taken which articles out of the service, kept before the first of them leaves it."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    record_event(session, actor, action="knowledge.export", subject=kind, department=department, state=state.value)


def contents_to_export(
    session: Session, *, actor: Actor, department: str | None = None, state: ExportState = ExportState.PUBLISHED
) -> Iterator[ArticleContent]:
    """Articles in the order of their ids: live ones of every department, unfinished ones of the actor's own."""
    actor.require(Permission.KNOWLEDGE_EDIT)
    after = ""
    while page := list(session.scalars(_page(after, state))):
        for version in page:
            is_theirs = state is ExportState.PUBLISHED or actor.serves(version.department)
            if is_theirs and department in (None, version.department):
                yield content_of(version)
        after = page[-1].article_id


def _page(after: str, state: ExportState) -> Select[ArticleVersion]:
    query = select(ArticleVersion).where(ArticleVersion.article_id > after)
    if state is ExportState.PUBLISHED:
        query = query.where(ArticleVersion.state == VersionState.PUBLISHED)
    else:
        later = aliased(ArticleVersion)
        is_newest = ~exists().where(later.article_id == ArticleVersion.article_id, later.number > ArticleVersion.number)
        query = query.where(is_newest)
    return query.order_by(ArticleVersion.article_id).limit(500).options(selectinload(ArticleVersion.texts))


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
            from ingestion.documents.workbook import write_workbook  # Here, since every start would wait for it.

            return lambda contents, file: write_workbook(contents, file=file)
    raise InvalidInput(f"{path.name}: the extension must be .jsonl, .csv or .xlsx", field="path")
