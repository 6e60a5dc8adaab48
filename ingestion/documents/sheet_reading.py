"""What does a file of articles hold?  JSON Lines, CSV and XLSX; a file that cannot be read is refused, never raised."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

from ingestion.documents.delimited_text import read_delimited_text
from ingestion.documents.faq_sheet import Refusal, Sheet, SheetUnreadable
from ingestion.documents.json_lines import read_json_lines
from ingestion.documents.workbook import read_workbook

MAX_FILE_BYTES = 50 * 1024 * 1024


def read_sheet(path: Path, *, file: str = "") -> Sheet:
    """Everything `path` holds; `file` is how its remarks call it, otherwise its name."""
    file = file or path.name
    try:
        _reader(path)  # Before its bytes: a file of an unknown kind is not opened.
        return read_sheet_bytes(read_bytes(path), path.name, file=file)
    except SheetUnreadable as error:
        return Sheet(file, refusals=(Refusal(file, error.row, None, str(error)),))


def read_sheet_bytes(data: bytes, name: str, *, file: str) -> Sheet:
    """Everything that a file of that name with these bytes holds.  Raises SheetUnreadable."""
    sheet = _reader(Path(name))(data, file)
    if not sheet.rows and not sheet.refusals:
        raise SheetUnreadable("holds no article")
    return sheet


def _reader(path: Path) -> Callable[[bytes, str], Sheet]:
    """How a file with this extension is read.  Raises SheetUnreadable for an unknown one."""
    readers: dict[str, Callable[[bytes, str], Sheet]] = {
        ".jsonl": lambda data, file: read_json_lines(_decode(data), file=file),
        ".csv": _read_table,
        ".tsv": _read_table,
        ".txt": _read_table,  # Excel calls its tab separated UTF-16 "Unicode Text (.txt)".
        ".xlsx": lambda data, file: read_workbook(data, file=file),
    }
    extension = path.suffix.lower()
    if extension in (".xls", ".xlsm", ".xlsb", ".ods"):
        raise SheetUnreadable(f"{extension} workbooks are not read; save it as .xlsx")
    if extension not in readers:
        raise SheetUnreadable(f"unknown kind of file {extension!r}; known are .jsonl, .csv and .xlsx")
    return readers[extension]


def _read_table(data: bytes, file: str) -> Sheet:
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return read_delimited_text(_decode(data, encoding="utf-16" if is_utf16 else "utf-8-sig"), file=file)


def read_bytes(path: Path) -> bytes:
    """What the file holds, within the limit.  Raises SheetUnreadable."""
    try:
        if not path.is_file():
            raise SheetUnreadable("no such file" if not path.exists() else "not a file")
        with path.open("rb") as handle:
            data = handle.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise SheetUnreadable(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(data) > MAX_FILE_BYTES:
        raise SheetUnreadable(f"larger than {MAX_FILE_BYTES // 1024**2} MB; split it into several files")
    if not data.strip():
        raise SheetUnreadable("the file is empty")
    return data


def _decode(data: bytes, *, encoding: str = "utf-8-sig") -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetUnreadable("not UTF-8 text; in Excel choose “CSV UTF-8” when saving") from error
    if "\0" in text.partition("\n")[0]:
        raise SheetUnreadable("not UTF-8 text: the first line holds NUL characters")
    return text
