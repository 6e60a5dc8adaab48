"""How does the knowledge leave the service in a file that can be imported again without a change?"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import IO, Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import StreamingResponse

from assistant.accounts.permissions import Actor, Permission
from ingestion.documents.delimited_text import write_delimited_text
from ingestion.documents.exporting import ExportState, contents_to_export, record_export
from ingestion.documents.json_lines import write_json_lines
from knowledge_base.article import ArticleContent
from ui.api.cases_export import CSV, IN_MEMORY_BYTES, XLSX, pieces
from ui.dependencies import PLAIN_LINE, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/knowledge", tags=["knowledge"], responses=PROBLEM_RESPONSES)

Editor = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_EDIT))]
Department = Annotated[str | None, Query(max_length=100, pattern=PLAIN_LINE)]
Wanted = Annotated[ExportState, Query(description="`newest` is for one's own departments, drafts among them.")]
JSON_LINES = "application/jsonl"


class _Format(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


def _write_workbook(contents: Iterator[ArticleContent], *, file: IO[bytes]) -> int:
    from ingestion.documents.workbook import write_workbook  # Here, since every start would wait for what it needs.

    return write_workbook(contents, file=file)


_WRITERS: dict[_Format, tuple[str, Callable[..., int]]] = {
    _Format.JSONL: (JSON_LINES, write_json_lines),
    _Format.CSV: (CSV, write_delimited_text),
    _Format.XLSX: (XLSX, _write_workbook),
}


@router.get("/export.jsonl", response_class=StreamingResponse, responses={200: {"content": {JSON_LINES: {}}}})
def export_json_lines(
    actor: Editor, service: TheService, department: Department = None, state: Wanted = ExportState.PUBLISHED
) -> StreamingResponse:
    """One article a line, in the shape of the import."""
    return _export(service, actor, _Format.JSONL, department, state)


@router.get("/export.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
def export_csv(
    actor: Editor, service: TheService, department: Department = None, state: Wanted = ExportState.PUBLISHED
) -> StreamingResponse:
    """One article a row (RFC 4180); what a spreadsheet program would take for a formula is text."""
    return _export(service, actor, _Format.CSV, department, state)


@router.get("/export.xlsx", response_class=StreamingResponse, responses={200: {"content": {XLSX: {}}}})
def export_workbook(
    actor: Editor, service: TheService, department: Department = None, state: Wanted = ExportState.PUBLISHED
) -> StreamingResponse:
    """One article a row, in a workbook without a formula."""
    return _export(service, actor, _Format.XLSX, department, state)


def _export(
    service: Service, actor: Actor, kind: _Format, department: str | None, state: ExportState
) -> StreamingResponse:
    media_type, write = _WRITERS[kind]
    name = f"knowledge.{kind}"
    with service.database.write() as session:
        record_export(session, actor=actor, kind=name, department=department, state=state)
    # Written before it is sent, so that a slow client keeps no connection to the database.
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115  # Closed when it has been sent.
    with service.database.read() as session:
        write(contents_to_export(session, actor=actor, department=department, state=state), file=file)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(pieces(file), media_type=media_type, headers=headers)
