"""How do cases leave the service as a table?"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from typing import IO, Annotated, BinaryIO

from fastapi import APIRouter, Depends
from starlette.responses import StreamingResponse

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.exporting import Wanted, record_export, write_csv, write_xlsx
from ui.api.cases import Chosen
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1", tags=["cases"], responses=PROBLEM_RESPONSES)

Exporter = Annotated[Actor, Depends(Requires(Permission.CASE_EXPORT))]
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY_BYTES = 1024 * 1024
_PIECE = 64 * 1024


@router.get("/cases.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
def export_csv(actor: Exporter, service: TheService, wanted: Chosen) -> StreamingResponse:
    """The cases of a view as CSV (RFC 4180); what a spreadsheet program would take for a formula is text."""
    return _export(service, actor, wanted, "cases.csv", CSV, write_csv)


@router.get("/cases.xlsx", response_class=StreamingResponse, responses={200: {"content": {XLSX: {}}}})
def export_xlsx(actor: Exporter, service: TheService, wanted: Chosen) -> StreamingResponse:
    """The cases of a view as a workbook without a formula."""
    return _export(service, actor, wanted, "cases.xlsx", XLSX, write_xlsx)


def _export(
    service: Service, actor: Actor, wanted: Wanted, name: str, media_type: str, write: Callable[..., int]
) -> StreamingResponse:
    with service.database.write() as session:
        record_export(session, wanted, actor=actor, kind=name)
    # Written before it is sent, so that a slow client keeps no connection to the database.
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115  # Closed when it has been sent.
    with service.database.read() as session:
        write(session, wanted, file, actor=actor)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(pieces(file), media_type=media_type, headers=headers)


def pieces(file: BinaryIO | IO[bytes] | tempfile.SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
