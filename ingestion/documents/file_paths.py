"""How is a file of the machine's own operator read: a sheet here, everything else in the child process?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import UploadRefused
from ingestion.documents.brought_files import FileKind, FileToRead, tell_kind
from ingestion.documents.faq_sheet import Refusal, Sheet, SheetUnreadable
from ingestion.documents.guarded import Reader
from ingestion.documents.sheet_reading import read_bytes, read_sheet


@dataclass(frozen=True)
class FileReader:
    """`department` and `language` are for files that are no sheets."""

    reader: Reader
    department: str
    language: str = ""

    def __call__(self, path: Path, file: str) -> Sheet:
        try:
            kind = tell_kind(path.name)
        except UploadRefused:
            kind = FileKind.SHEET  # Which says itself what it does not read.
        if kind is FileKind.SHEET:
            return read_sheet(path, file=file)
        try:
            data = read_bytes(path)
        except SheetUnreadable as error:
            return Sheet(file, refusals=(Refusal(file, None, None, str(error)),))
        wanted = FileToRead(path.name, file, f"{self.department}/{path.name}", self.language)
        sheet = self.reader.read(wanted, kind, data)
        rows = (replace(row, texts={"department": self.department, **row.texts}) for row in sheet.rows)
        return replace(sheet, rows=tuple(rows))
