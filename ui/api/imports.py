"""How do editors bring files in: send them, read what they would change, and accept it or not?"""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile

from assistant.accounts.permissions import Actor, Permission
from assistant.errors import UploadRefused
from ingestion.documents import imports
from ingestion.documents.imports import MAX_ALL_BYTES, MAX_FILES, ImportWish
from ingestion.documents.models import Import, ImportState
from ui.api.cases_wire import In
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/knowledge/imports", tags=["knowledge"], responses=PROBLEM_RESPONSES)

Importer = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_IMPORT))]
ImportId = Annotated[int, Path(ge=1, le=2**31 - 1)]
MAX_FORM_BYTES = MAX_ALL_BYTES + 64 * 1024
_FIELD = {"type": "string", "maxLength": 100}
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files", "department"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "maxItems": MAX_FILES,
                            "items": {"type": "string", "format": "binary"},
                        },
                        "department": _FIELD,
                        "category": _FIELD,
                        "language": _FIELD,
                    },
                }
            }
        },
    }
}


class Progress(BaseModel):
    done: int
    total: int


class RemarkOut(BaseModel):
    file: str
    row: int | None
    column: str | None
    message: str


class DuplicateOut(BaseModel):
    row: int | None
    article_id: str
    title: str
    score: float


class MissingOut(BaseModel):
    row: int | None
    article_id: str
    languages: list[str]


class ChangeOut(BaseModel):
    article_id: str
    title: str
    change: str = Field(examples=["changed"], description="new, changed or same")
    fields: list[str] = Field(examples=[["en.answer", "review_by"]])


class ReportOut(BaseModel):
    """What the files would change.  Lists are cut at 2,000 entries, counts are of all."""

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    refusals: list[RemarkOut] = []
    warnings: list[RemarkOut] = []
    duplicates: list[DuplicateOut] = []
    missing_translations: list[MissingOut] = []
    changes: list[ChangeOut] = []
    new_departments: list[str] = []


class ImportOut(BaseModel):
    id: int
    file: str
    kind: str = Field(examples=["sheet"])
    state: ImportState
    department: str
    author: str
    created_at: datetime.datetime
    progress: Progress
    report: ReportOut
    problem: str


class ImportsOut(BaseModel):
    imports: list[ImportOut]
    next: int | None = Field(description="Give it as `after` to read on; null at the end.")


class StoreIn(In):
    skip_bad: bool = Field(False, description="Store the good rows although others are refused.", examples=[False])


@dataclass(frozen=True)
class _Sent:
    wish: ImportWish
    files: list[UploadFile]

    def read_files(self) -> list[tuple[str, bytes]]:
        """Raises UploadRefused where they are too long together."""
        if sum(file.size or 0 for file in self.files) > MAX_ALL_BYTES:
            raise UploadRefused(f"at most {MAX_ALL_BYTES >> 20} MB at a time", field="files")
        return [(file.filename or "", file.file.read()) for file in self.files]


async def _read_form(request: Request) -> AsyncIterator[_Sent]:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise UploadRefused("send the files as a form of several parts", field="files")
    async with request.form(max_files=MAX_FILES + 1, max_fields=8, max_part_size=1024) as form:
        told = {name: form.get(name) for name in ("department", "category", "language")}
        plain = {name: value.strip()[:100] for name, value in told.items() if isinstance(value, str)}
        parts = [part for name in ("files", "file") for part in form.getlist(name)]
        yield _Sent(
            ImportWish(plain.get("department", ""), plain.get("category", ""), plain.get("language", "")),
            [part for part in parts if isinstance(part, UploadFile)],
        )


@router.post("", status_code=202, openapi_extra=_FORM)
def send_files(actor: Importer, sent: Annotated[_Sent, Depends(_read_form)], service: TheService) -> ImportOut:
    """Keep the files; the worker reads them and makes the dry run.  Nothing is stored before somebody accepts it."""
    files = sent.read_files()
    with service.database.write() as session:
        return _import_out(imports.add_import(session, files, sent.wish, actor=actor))


@router.get("")
def read_imports(
    actor: Importer,
    service: TheService,
    after: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ImportsOut:
    """The imports of one's departments, the newest first, without the lists of their reports."""
    with service.database.read() as session:
        page = imports.list_imports(session, actor=actor, before=after, limit=limit)
        shown = [_import_out(entry, whole=False) for entry in page]
    return ImportsOut(imports=shown, next=page[-1].id if len(page) == limit else None)


@router.get("/{import_id}")
def read_import(import_id: ImportId, actor: Importer, service: TheService) -> ImportOut:
    """One import with its progress and its whole report."""
    with service.database.read() as session:
        return _import_out(imports.find_import(session, import_id, actor=actor))


@router.post("/{import_id}/store", status_code=202)
def store_import(import_id: ImportId, body: StoreIn, actor: Importer, service: TheService) -> ImportOut:
    """Accept the dry run: the worker stores drafts, of which each goes its way to approval."""
    with service.database.write() as session:
        return _import_out(imports.accept(session, import_id, actor=actor, skip_bad=body.skip_bad))


@router.post("/{import_id}/drop")
def drop_import(import_id: ImportId, actor: Importer, service: TheService) -> ImportOut:
    """Refuse the dry run: nothing is stored, and the files are forgotten."""
    with service.database.write() as session:
        return _import_out(imports.drop(session, import_id, actor=actor))


def _import_out(found: Import, *, whole: bool = True) -> ImportOut:
    report = found.report if whole else {k: v for k, v in found.report.items() if not isinstance(v, list)}
    return ImportOut(
        id=found.id,
        file=found.file,
        kind=found.kind,
        state=ImportState(found.state),
        department=found.department,
        author=found.author,
        created_at=found.created_at,
        progress=Progress(done=found.done, total=found.total),
        report=ReportOut.model_validate(report),
        problem=found.problem,
    )
