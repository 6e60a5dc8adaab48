"""How are files and pages from outside read without harm?  In a child that may take little memory and little time."""

from __future__ import annotations

import dataclasses
import json
from typing import cast

from assistant.errors import UploadRefused
from assistant.settings import OcrChoice
from ingestion.documents.brought_files import FileKind, FileToRead
from ingestion.documents.faq_sheet import Refusal, Sheet
from ingestion.documents.reading_process import MAX_BYTES, READ, SITEMAP
from ingestion.documents.sheet_json import read_written_sheet
from ingestion.guarded_child import ChildNotStarted, GuardedReader

SECONDS = 16.0
"""Whatever it is, it is refused within twenty, also where the machine is busy."""
_TOO_MUCH = "could not be read within the limits of time and memory"


class Reader(GuardedReader):
    """Reads one file at a time."""

    def __init__(self, *, ocr: OcrChoice = OcrChoice.OFF, seconds: float = SECONDS) -> None:
        super().__init__("ingestion.documents.reading_process", ocr=ocr, seconds=seconds)

    def read(self, wanted: FileToRead, kind: FileKind, data: bytes) -> Sheet:
        """The articles of the file, or why there are none."""
        if len(data) > MAX_BYTES:
            return _refused(wanted.file, f"larger than {MAX_BYTES >> 20} MB; split it")
        told = json.dumps({**dataclasses.asdict(wanted), "kind": kind.value}).encode()
        answer = self._ask(READ, told, data)
        return read_written_sheet(answer) if answer else _refused(wanted.file, _TOO_MUCH)

    def read_sitemap(self, data: bytes) -> tuple[list[str], list[str]]:
        """Addresses of pages, and of further sitemaps.  Raises UploadRefused."""
        answer = self._ask(SITEMAP, b"", data)
        if answer is None:
            raise UploadRefused(f"this sitemap {_TOO_MUCH}")
        told = cast(dict[str, list[str]], json.loads(answer))
        return told["pages"], told["sitemaps"]

    def _ask(self, order: bytes, told: bytes, data: bytes) -> bytes | None:
        with self._lock:
            try:
                answer = self._child.ask([order, told, data], seconds=self._seconds)
            except ChildNotStarted as error:
                raise UploadRefused("the process that reads files does not start") from error
        return answer[0] if answer else None


def _refused(file: str, message: str) -> Sheet:
    return Sheet(file, refusals=(Refusal(file, None, None, message),))
