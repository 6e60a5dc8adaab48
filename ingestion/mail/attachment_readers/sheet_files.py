"""What does an Excel workbook (XLSX) say?"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import openpyxl

from ingestion.archive_limits import check_archive
from ingestion.mail.limits import MAX_ATTACHMENT_CHARACTERS

MAX_SHEETS = 10
MAX_ROWS = 2_000
MAX_COLUMNS = 50


def read_sheet(data: bytes) -> str:
    """The filled cells, row by row, of the first sheets; a formula gives the value that was last computed."""
    check_archive(data)
    with warnings.catch_warnings():
        # openpyxl warns about styles and extensions that it leaves out; none of them holds text.
        warnings.simplefilter("ignore")
        return "\n".join(_cut(_lines(data)))


def _lines(data: bytes) -> Iterator[str]:
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in workbook.worksheets[:MAX_SHEETS]:
        for row in sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True):
            cells = [str(value).strip() for value in row if value is not None and str(value).strip()]
            if cells:
                yield "\t".join(cells)


def _cut(lines: Iterator[str]) -> Iterator[str]:
    length = 0
    for line in lines:
        yield line
        length += len(line)
        if length > MAX_ATTACHMENT_CHARACTERS:
            return
