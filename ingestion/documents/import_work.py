"""How does the worker read the files of an import, and store what a person has accepted?

A row and the note that it is stored are one transaction, so that a worker that dies loses none and doubles none.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import EVERY_DEPARTMENT, Actor, Permission
from assistant.cases.catalogue import Catalogue
from assistant.database import Database, utc_now
from assistant.errors import DatabaseUnavailable, EditConflict, PermissionDenied
from ingestion.documents.brought_files import FileToRead, tell_kind
from ingestion.documents.content_json import content_from_json, content_to_json
from ingestion.documents.dry_run import Defaults, DryRun, make_dry_run
from ingestion.documents.faq_sheet import Sheet
from ingestion.documents.guarded import Reader
from ingestion.documents.models import Import, ImportFile, ImportRow, ImportState, RowState
from knowledge_base.editing import save_version
from knowledge_base.models import Origin
from knowledge_base.register import known_departments, register_departments

LEASE = datetime.timedelta(minutes=2)
"""Longer than a file may take to be read, and a batch to be stored."""
BATCH = 25
MAX_ATTEMPTS = 3
"""To read its files.  Storing goes on whenever it was cut off: what is stored is not stored again."""
_OPEN = (ImportState.WAITING, ImportState.READING, ImportState.STORING)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Importer:
    database: Database
    reader: Reader
    catalogue: Catalogue
    lease: datetime.timedelta = LEASE

    def work_due(self, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Read and store what waits, and say how many imports were taken up."""
        count = 0
        while not stopping() and (claimed := self._claim()):
            count += 1
            try:
                if claimed.state == ImportState.STORING:
                    self._store(claimed, stopping)
                else:
                    self._read(claimed)
            except DatabaseUnavailable:
                raise
            except Exception as error:
                logger.exception("import %d failed", claimed.id)
                self._fail(claimed, f"the service made a mistake ({type(error).__name__}); it has been noted")
        return count

    def _claim(self) -> Import | None:
        with self.database.read() as session:
            if session.scalar(_due()) is None:
                return None
        with self.database.write() as session:
            found = session.scalar(_due().with_for_update(skip_locked=True))
            if found is None:
                return None
            if found.state != ImportState.STORING and found.attempts >= MAX_ATTEMPTS:
                _end(session, found, ImportState.FAILED, "given up: the worker ended over it again and again")
                return found
            found.attempts += 1
            found.due_at = utc_now() + self.lease
            found.state = ImportState.READING if found.state == ImportState.WAITING else found.state
            return found

    def _read(self, claimed: Import) -> None:
        if claimed.state != ImportState.READING:
            return
        sheets = self._read_files(claimed)
        actor = _actor(claimed)
        with self.database.read() as session:
            run = make_dry_run(
                session,
                sheets,
                catalogue=self.catalogue,
                defaults=Defaults(claimed.department, claimed.category),
                serves=actor.serves,
                new_departments=EVERY_DEPARTMENT in claimed.departments,
            )
        with self.database.write() as session:
            if (found := _hold(session, claimed)) is not None:
                _keep(session, found, run)

    def _read_files(self, claimed: Import) -> list[Sheet]:
        """One after the other, so that only one file is in memory."""
        sheets = []
        for position in range(claimed.total):
            with self.database.read() as session:
                file = session.get_one(ImportFile, (claimed.id, position))
            source = f"{claimed.department}/{file.name}"
            wanted = FileToRead(file.name, file.name, source, claimed.language)
            sheets.append(self.reader.read(wanted, tell_kind(file.name), file.content))
            with self.database.write() as session:
                if (found := _hold(session, claimed)) is not None:
                    found.done, found.due_at = position + 1, utc_now() + self.lease
        return sheets

    def _store(self, claimed: Import, stopping: Callable[[], bool]) -> None:
        while not stopping():
            with self.database.write() as session:
                found = _hold(session, claimed)
                if found is None:
                    return
                waiting = ImportRow.import_id == found.id, ImportRow.state == RowState.WAITING
                batch = session.scalars(select(ImportRow).where(*waiting).order_by(ImportRow.position).limit(BATCH))
                rows = list(batch)
                if not rows:
                    _end(session, found, ImportState.STORED)
                    return
                _store_rows(session, found, rows, catalogue=self.catalogue)
                found.done += len(rows)
                found.attempts, found.due_at = claimed.attempts, utc_now() + self.lease
        with self.database.write() as session:  # Another worker goes on at once.
            if (found := _hold(session, claimed)) is not None:
                found.due_at, found.attempts = utc_now(), found.attempts - 1

    def _fail(self, claimed: Import, problem: str) -> None:
        with self.database.write() as session:
            if (found := _hold(session, claimed)) is not None:
                _end(session, found, ImportState.FAILED, problem)


def _due() -> Select[Import]:
    due = select(Import).where(Import.state.in_(_OPEN), Import.due_at <= utc_now())
    return due.order_by(Import.due_at, Import.id).limit(1)


def _hold(session: Session, claimed: Import) -> Import | None:
    """The import, locked; None when it is no longer ours."""
    ours = (Import.id == claimed.id, Import.state == claimed.state, Import.attempts == claimed.attempts)
    found: Import | None = session.scalar(select(Import).where(*ours).with_for_update())
    return found


def _keep(session: Session, found: Import, run: DryRun) -> None:
    session.execute(delete(ImportRow).where(ImportRow.import_id == found.id))
    session.add_all(
        ImportRow(
            import_id=found.id,
            position=position,
            article_id=row.content.id,
            content=content_to_json(row.content),
            note=row.note,
            base=row.base,
            state=RowState.WAITING,
        )
        for position, row in enumerate(run.rows)
    )
    found.report = run.report.as_json()
    found.attempts = 0
    if run.rows or run.report.unchanged:
        found.state = ImportState.CHECKED
        session.execute(delete(ImportFile).where(ImportFile.import_id == found.id))
    else:
        first = run.report.refusals[0].line() if run.report.refusals else "nothing in it can be used"
        _end(session, found, ImportState.REFUSED, first)


def _store_rows(session: Session, found: Import, rows: Sequence[ImportRow], *, catalogue: Catalogue) -> None:
    actor = _actor(found)
    contents = [content_from_json(row.content) for row in rows]
    added = {content.department for content in contents} - known_departments(session, catalogue)
    if added:
        register_departments(session, added, actor=actor)
    for row, content in zip(rows, contents, strict=True):
        try:
            stored = save_version(
                session,
                content,
                actor=actor,
                base=row.base,
                note=row.note,
                origin=Origin.SHEET if found.kind == "sheet" else Origin.SOURCE,
                origin_ref=f"import:{found.id}",
            )
            row.state = RowState.STORED if stored else RowState.UNCHANGED
        except (EditConflict, PermissionDenied) as refusal:
            row.state, row.problem = RowState.REFUSED, str(refusal)


def _end(session: Session, found: Import, state: ImportState, problem: str = "") -> None:
    """Its files and its rows' texts are needed no more; rows that were refused stay, to be told."""
    refused = select(ImportRow).where(ImportRow.import_id == found.id, ImportRow.state == RowState.REFUSED)
    told = [f"{row.article_id}: {row.problem}" for row in session.scalars(refused.limit(20))]
    found.state, found.ended_at, found.problem = state, utc_now(), problem or "; ".join(told)[:2_000]
    session.execute(delete(ImportFile).where(ImportFile.import_id == found.id))
    session.execute(delete(ImportRow).where(ImportRow.import_id == found.id))


def _actor(found: Import) -> Actor:
    """Who has sent or accepted it: the author of its drafts."""
    permissions = frozenset({Permission.KNOWLEDGE_EDIT, Permission.KNOWLEDGE_IMPORT})
    return Actor(found.author, permissions, frozenset(found.departments))
