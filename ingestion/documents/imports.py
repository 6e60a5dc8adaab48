"""Who brings files in, who accepts what they would change, and what has become of them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import EVERY_DEPARTMENT, Actor, Permission
from assistant.audit import record_event
from assistant.database import utc_now
from assistant.errors import ImportNotFound, InvalidInput, PermissionDenied, TransitionNotAllowed, UploadRefused
from assistant.languages import LANGUAGES
from assistant.signals import WORK, send_signal
from ingestion.documents.brought_files import tell_kind
from ingestion.documents.models import Import, ImportFile, ImportRow, ImportState, RowState
from ingestion.documents.upload_names import plain_name

MAX_FILES = 20
MAX_ALL_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class ImportWish:
    """For what the files themselves do not say."""

    department: str
    category: str = ""
    language: str = ""


def add_import(session: Session, files: Sequence[tuple[str, bytes]], wish: ImportWish, *, actor: Actor) -> Import:
    """Keep the files for the worker to read.  Raises UploadRefused, InvalidInput."""
    actor.require(Permission.KNOWLEDGE_IMPORT, wish.department)
    if wish.language not in ("", *LANGUAGES):
        raise InvalidInput(f"the language is one of {', '.join(LANGUAGES)}", field="language")
    named = _check(files)
    added = Import(
        file=", ".join(name for name, _ in named)[:300],
        kind=tell_kind(named[0][0]).value,
        state=ImportState.WAITING,
        department=wish.department,
        category=wish.category,
        language=wish.language,
        author=actor.name,
        departments=sorted(actor.departments),
        skip_bad=False,
        report={},
        total=len(named),
        due_at=utc_now(),
        created_at=utc_now(),
    )
    session.add(added)
    session.flush()
    session.add_all(
        ImportFile(import_id=added.id, position=position, name=name, content=content)
        for position, (name, content) in enumerate(named)
    )
    size = sum(len(content) for _, content in named)
    record_event(session, actor, action="import.add", subject=str(added.id), files=len(named), bytes=size)
    send_signal(session, WORK)
    return added


def accept(session: Session, import_id: int, *, actor: Actor, skip_bad: bool = False) -> Import:
    """Let the worker store what the dry run showed, as drafts.

    Raises ImportNotFound; PermissionDenied for who is no person; TransitionNotAllowed before the dry run is there, and
    for one with refused rows unless those may be skipped.
    """
    actor.require(Permission.KNOWLEDGE_IMPORT)
    found = _lock(session, import_id, actor)
    if actor.user_id is None:
        raise PermissionDenied("only a person who has signed in accepts an import")
    _require_state(found, ImportState.CHECKED)
    actor.require(Permission.KNOWLEDGE_IMPORT, *found.report.get("departments", ()))
    if found.report.get("refused") and not skip_bad:
        raise TransitionNotAllowed("some rows are refused; correct them, or say that they may be left out")
    waiting = select(func.count()).where(ImportRow.import_id == found.id, ImportRow.state == RowState.WAITING)
    found.state, found.skip_bad, found.attempts, found.due_at = ImportState.STORING, skip_bad, 0, utc_now()
    found.author, found.departments = actor.name, sorted(actor.departments)
    found.done, found.total = 0, session.scalar(waiting) or 0
    record_event(session, actor, action="import.accept", subject=str(found.id), rows=found.total)
    send_signal(session, WORK)
    return found


def drop(session: Session, import_id: int, *, actor: Actor) -> Import:
    """Nothing of it is stored.  Raises ImportNotFound, TransitionNotAllowed once it is being stored."""
    actor.require(Permission.KNOWLEDGE_IMPORT)
    found = _lock(session, import_id, actor)
    _require_state(found, ImportState.WAITING, ImportState.READING, ImportState.CHECKED)
    found.state, found.ended_at = ImportState.REFUSED, utc_now()
    session.execute(delete(ImportRow).where(ImportRow.import_id == found.id))
    session.execute(delete(ImportFile).where(ImportFile.import_id == found.id))
    record_event(session, actor, action="import.drop", subject=str(found.id))
    return found


def find_import(session: Session, import_id: int, *, actor: Actor) -> Import:
    """Raises ImportNotFound."""
    return _find(session, _of(actor).where(Import.id == import_id), actor)


def list_imports(session: Session, *, actor: Actor, before: int | None = None, limit: int = 50) -> list[Import]:
    """The newest first, starting behind the one with the number `before`."""
    actor.require(Permission.KNOWLEDGE_IMPORT)
    query = _of(actor).order_by(Import.id.desc()).limit(limit)
    return list(session.scalars(query.where(Import.id < before) if before is not None else query))


def _check(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    if not files or len(files) > MAX_FILES:
        raise UploadRefused(f"send 1 to {MAX_FILES} files at a time", field="files")
    if sum(len(content) for _, content in files) > MAX_ALL_BYTES:
        raise UploadRefused(f"at most {MAX_ALL_BYTES >> 20} MB at a time", field="files")
    named: dict[str, bytes] = {}
    for name, content in files:
        plain = plain_name(name)
        if plain in named:
            raise UploadRefused(f"two files are called {plain}", field="files")
        named[plain] = content
    return list(named.items())


def _of(actor: Actor) -> Select[Import]:
    query = select(Import)
    return query if EVERY_DEPARTMENT in actor.departments else query.where(Import.department.in_(actor.departments))


def _lock(session: Session, import_id: int, actor: Actor) -> Import:
    return _find(session, _of(actor).where(Import.id == import_id).with_for_update(), actor)


def _find(session: Session, query: Select[Import], actor: Actor) -> Import:
    actor.require(Permission.KNOWLEDGE_IMPORT)
    found: Import | None = session.scalar(query)
    if found is None:
        raise ImportNotFound("no such import")
    return found


def _require_state(found: Import, *allowed: ImportState) -> None:
    if found.state not in allowed:
        raise TransitionNotAllowed(f"this import is {found.state}, not {' or '.join(allowed)}")
