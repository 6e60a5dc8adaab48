"""Which rows keep what is brought in: imports with their files and rows, sources with their pages and runs, links?"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Row, UtcDateTime


class ImportState(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    CHECKED = "checked"
    """The dry run is there, and a person decides."""
    STORING = "storing"
    STORED = "stored"
    REFUSED = "refused"
    """By the person, or because nothing in it can be used."""
    FAILED = "failed"


class RowState(StrEnum):
    WAITING = "waiting"
    STORED = "stored"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Import(Row):
    """Files that somebody has sent, from before anything reads them until drafts have been made of them."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_state_due_at", "state", "due_at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    file: Mapped[str] = mapped_column(String(300))
    """The names of its files, for people."""
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    department: Mapped[str] = mapped_column(String(100), index=True)
    category: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(7))
    """Empty where each page is to tell its own."""
    author: Mapped[str] = mapped_column(String(100))
    departments: Mapped[list[str]] = mapped_column(JSON)
    """Those that its author serves: rows of others are refused."""
    skip_bad: Mapped[bool] = mapped_column(Boolean, default=False)
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    problem: Mapped[str] = mapped_column(Text, default="")
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    """Not before; a claimed one that is past it was lost by a worker that died."""
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)


class ImportFile(Row):
    __tablename__ = "import_files"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """As it came; emptied once the import has ended."""


class ImportRow(Row):
    """One article of an import that may be stored, and what has become of it."""

    __tablename__ = "import_rows"
    __table_args__ = (Index("ix_import_rows_import_id_state", "import_id", "state"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    article_id: Mapped[str] = mapped_column(String(200))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text)
    base: Mapped[int] = mapped_column(Integer)
    """The article's newest version when the dry run looked; 0 where there was none."""
    state: Mapped[str] = mapped_column(String(10))
    problem: Mapped[str] = mapped_column(Text, default="")


class SourceKind(StrEnum):
    PAGE = "page"
    SITEMAP = "sitemap"


class Source(Row):
    """A page, or a sitemap's pages, that articles are made of again and again."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("department", "url"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    url: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(10))
    department: Mapped[str] = mapped_column(String(100), index=True)
    category: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(7))
    every_days: Mapped[int] = mapped_column(Integer)
    is_on: Mapped[bool] = mapped_column(Boolean)
    is_removed: Mapped[bool] = mapped_column(Boolean, default=False)
    """It is read no more, and articles go on naming it as their origin."""
    author: Mapped[str] = mapped_column(String(100))
    """Who set it up last; whoever chose what is read never approves it."""
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)
    """Of its next run, or after which a run that a dead worker had is taken up."""


class SourcePage(Row):
    """One page of a source as it was read last."""

    __tablename__ = "source_pages"

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), primary_key=True)
    url_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    etag: Mapped[str] = mapped_column(String(200), default="")
    last_modified: Mapped[str] = mapped_column(String(100), default="")
    text_hash: Mapped[str] = mapped_column(String(64), default="")
    """Of its articles; the same one means that nothing is to be done."""
    article_ids: Mapped[list[str]] = mapped_column(JSON)
    read_in: Mapped[int] = mapped_column(Integer, default=0)
    """The run that has settled it last, so that one which goes on after a crash asks no page twice."""
    is_gone: Mapped[bool] = mapped_column(Boolean, default=False)


class SourceRun(Row):
    """One reading of a source.  `state` is waiting, running, done or failed."""

    __tablename__ = "source_runs"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    due_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    started_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    created: Mapped[int] = mapped_column(Integer, default=0)
    changed: Mapped[int] = mapped_column(Integer, default=0)
    unchanged: Mapped[int] = mapped_column(Integer, default=0)
    problems: Mapped[list[dict[str, str]]] = mapped_column(JSON)


class LinkState(StrEnum):
    UNCHECKED = "unchecked"
    FINE = "fine"
    BROKEN = "broken"
    REDIRECTED = "redirected"


class Link(Row):
    """An address that a live article names, and where it led when it was tried last."""

    __tablename__ = "links"
    __table_args__ = (
        UniqueConstraint("article_id", "language", "url_hash"),
        Index("ix_links_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    article_id: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(7))
    """Empty for the article's source."""
    url_hash: Mapped[str] = mapped_column(String(64), index=True)
    url: Mapped[str] = mapped_column(Text)
    department: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(10))
    status: Mapped[int | None] = mapped_column(Integer)
    problem: Mapped[str] = mapped_column(Text, default="")
    moved_to: Mapped[str] = mapped_column(Text, default="")
    checked_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
