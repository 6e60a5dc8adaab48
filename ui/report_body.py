"""How does a report arrive?  As JSON, or as a form whose part `report` is the same JSON, with `files` beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from assistant.errors import UploadRefused
from assistant.uploads.checking import MAX_ALL_BYTES, MAX_BYTES, MAX_FILES
from ui.api.reports_wire import ReportIn

MAX_JSON_BYTES = 64 * 1024
MAX_FORM_BYTES = MAX_ALL_BYTES + 2 * MAX_JSON_BYTES
_FILES = {"type": "array", "maxItems": MAX_FILES, "items": {"type": "string", "format": "binary"}}
_REPORT: dict[str, Any] = {"$ref": "#/components/schemas/ReportIn"}
DESCRIBED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": _REPORT},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["report"],
                    "properties": {"report": _REPORT, "files": _FILES},
                },
                "encoding": {"report": {"contentType": "application/json"}},
            },
        },
    }
}
"""For the description of the API, which cannot be read from a signature where two kinds of body are taken."""


class SentReport:
    """What somebody has sent; the files lie on disk until they are asked for."""

    def __init__(self, report: ReportIn, files: list[UploadFile]) -> None:
        self.report = report
        self._files = files

    def read_files(self) -> list[tuple[str, bytes]]:
        """Name and bytes of each.  Raises UploadRefused where they are too many or too long."""
        if len(self._files) > MAX_FILES or sum(file.size or 0 for file in self._files) > MAX_ALL_BYTES:
            raise UploadRefused(f"at most {MAX_FILES} files of {MAX_ALL_BYTES // 2**20} MB together", field="files")
        return [(file.filename or "", file.file.read(MAX_BYTES + 1)) for file in self._files]


async def _read(request: Request) -> AsyncIterator[SentReport]:
    if not request.headers.get("content-type", "").startswith("multipart/"):
        yield SentReport(_parse(await request.body()), [])
        return
    async with request.form(max_files=MAX_FILES + 1, max_fields=4, max_part_size=MAX_JSON_BYTES) as form:
        part = form.get("report")
        told = await part.read(MAX_JSON_BYTES + 1) if isinstance(part, UploadFile) else (part or "").encode()
        files = [file for file in form.getlist("files") if isinstance(file, UploadFile) and file.filename]
        yield SentReport(_parse(told), files)


def _parse(told: bytes) -> ReportIn:
    try:
        return ReportIn.model_validate_json(told)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_input=False, include_url=False)) from error


Sent = Annotated[SentReport, Depends(_read)]
