"""Of what kind is a file that somebody brings in, by its name?

Apart from what reads it: whoever only takes a file need not load what reads PDF, Word and pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from assistant.errors import UploadRefused


class FileKind(StrEnum):
    SHEET = "sheet"
    PAGE = "page"
    """A web page that was fetched."""
    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"


_ENDINGS = {
    ".jsonl": FileKind.SHEET,
    ".csv": FileKind.SHEET,
    ".tsv": FileKind.SHEET,
    ".txt": FileKind.SHEET,
    ".xlsx": FileKind.SHEET,
    ".html": FileKind.HTML,
    ".htm": FileKind.HTML,
    ".pdf": FileKind.PDF,
    ".docx": FileKind.DOCX,
}


@dataclass(frozen=True)
class FileToRead:
    """`file` is how remarks call it, `source` how ids do."""

    name: str
    file: str
    source: str
    language: str = ""
    url: str = ""
    charset: str = ""


def tell_kind(name: str) -> FileKind:
    """By the name's ending; the bytes are looked at when it is read.  Raises UploadRefused."""
    kind = _ENDINGS.get(PurePath(name).suffix.lower())
    if kind is None:
        known = ", ".join(_ENDINGS)
        raise UploadRefused(f"unknown kind of file; known are {known}", field="files")
    return kind
