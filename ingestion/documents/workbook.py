"""How does an Excel workbook hold a FAQ sheet, and is the file safe to open?

An XLSX file is a zip of XML: what it would grow to is checked before anything is unpacked.  With `defusedxml`
installed, openpyxl refuses XML entities.
"""

from __future__ import annotations

import datetime
import io
import math
import warnings
from collections.abc import Iterable, Iterator
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell

from assistant.errors import InvalidInput, UploadRefused
from ingestion import archive_limits
from ingestion.documents.faq_sheet import (
    COLUMNS,
    DATE_COLUMNS,
    LAST_ROW,
    MAX_COLUMNS,
    MAX_PROBLEMS_OF_A_ROW,
    MAX_ROWS,
    Remark,
    Sheet,
    SheetRow,
    SheetUnreadable,
    flat_cells,
    row_from_cells,
)
from ingestion.documents.table_header import TableHeader, read_header
from knowledge_base.article import ArticleContent

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_CELL_CHARACTERS = 32_767
"""Excel's own limit; openpyxl would cut a longer text without a word."""

_OLD_OFFICE_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
_EXACT_NUMBER_LIMIT = 10**15
_FORMULA_START = tuple("=+-@\t\r＝＋－＠")


def read_workbook(data: bytes, *, file: str) -> Sheet:
    """The articles on the first sheet of an XLSX file.  Raises SheetUnreadable."""
    check_archive(data)
    try:
        with warnings.catch_warnings():
            # openpyxl warns about styles and extensions that it leaves out; none of them holds an article.
            warnings.simplefilter("ignore")
            return _read_first_sheet(data, file)
    except SheetUnreadable:
        raise
    except Exception as error:  # A damaged workbook makes openpyxl fail with a dozen different exceptions.
        raise SheetUnreadable(f"not a readable XLSX workbook ({type(error).__name__})") from error


def check_archive(data: bytes) -> None:
    """Raises SheetUnreadable when `data` is no zip, or one that would grow beyond what a FAQ sheet can need."""
    if data.startswith(_OLD_OFFICE_SIGNATURE):
        raise SheetUnreadable("protected by a password, or an old .xls workbook; save it as .xlsx without a password")
    try:
        archive_limits.check_archive(data, max_unpacked=MAX_UNPACKED_BYTES)
    except UploadRefused as error:
        raise SheetUnreadable(f"not a readable XLSX workbook ({error})") from error


def write_workbook(contents: Iterable[ArticleContent], *, file: IO[bytes]) -> int:
    """Write one article a row, every cell as text, and return how many.

    Raises InvalidInput when a text is longer than a cell of Excel can hold.
    """
    rows = [flat_cells(content) for content in contents]
    for row in rows:
        _check_lengths(row)
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("articles")
    sheet.freeze_panes = "A2"
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append([_text_cell(sheet, row[column]) if column in row else None for column in COLUMNS])
    workbook.save(file)
    return len(rows)


def _check_lengths(row: dict[str, str]) -> None:
    for column, text in row.items():
        if len(text) > MAX_CELL_CHARACTERS:
            raise InvalidInput(
                f"{row['id']}, column {column}: {len(text):,} characters do not fit into a cell of Excel "
                f"({MAX_CELL_CHARACTERS:,}); export to .jsonl or .csv instead",
                field=column,
            )


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    if text.startswith(_FORMULA_START):
        # Otherwise Excel would make a formula of it as soon as somebody edits the cell.
        cell.quotePrefix = True
    return cell


def _read_first_sheet(data: bytes, file: str) -> Sheet:
    workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        if not workbook.worksheets:
            raise SheetUnreadable("the workbook has no sheet")
        first, *others = workbook.worksheets
        sheet = _read_sheet(first, file)
    finally:
        workbook.close()
    unread = tuple(Remark(file, None, None, f"only the first sheet is read, not {s.title[:60]!r}") for s in others)
    return Sheet(file, sheet.rows, refusals=sheet.refusals, warnings=unread)


def _read_sheet(worksheet: Any, file: str) -> Sheet:
    header: TableHeader | None = None
    rows: list[SheetRow] = []
    previous: tuple[Any, ...] = ()
    for number, cells in enumerate(_rows_of(worksheet), start=1):
        if header is None:
            header = _read_header(cells, file)
        # openpyxl gives one and the same empty row for all that are missing; there may be a million of them.
        elif cells is not previous and any(cell.value not in (None, "") for cell in cells):
            rows.append(_read_row(number, cells, header))
        previous = cells
        if len(rows) > MAX_ROWS or number > LAST_ROW:
            raise SheetUnreadable(f"more than {MAX_ROWS:,} rows")
    return Sheet(file, tuple(rows), refusals=header.refusals if header else ())


def _rows_of(worksheet: Any) -> Iterator[tuple[Any, ...]]:
    # The stated dimensions may be false or enormous, so the cells themselves are counted.
    worksheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = worksheet.iter_rows(max_col=MAX_COLUMNS + 1)
    return rows


def _read_header(cells: tuple[Any, ...], file: str) -> TableHeader:
    names = ["" if cell.value is None else str(cell.value) for cell in cells]
    while names and not names[-1].strip():
        names.pop()
    return read_header(names, file=file)


def _read_row(number: int, cells: tuple[Any, ...], header: TableHeader) -> SheetRow:
    problems: list[tuple[str | None, str]] = []
    texts = []
    for position, cell in enumerate(cells):
        text = ""
        if cell.value is not None:
            place = header.place(position)
            try:
                text = _cell_text(cell, may_be_date=place in DATE_COLUMNS)
            except ValueError as error:
                problems.append((place, str(error)))
        texts.append(text)
    named = {column: text for column, text in zip(header.columns, texts, strict=False) if column is not None and text}
    return row_from_cells(number, named, problems[:MAX_PROBLEMS_OF_A_ROW] + header.outside_problem(texts))


def _cell_text(cell: Any, *, may_be_date: bool) -> str:
    """What the cell says, as text.  Raises ValueError with the reason when it says nothing certain."""
    value = cell.value
    if cell.data_type == "f":
        raise ValueError("holds a formula; paste its value instead")
    if cell.data_type == "e":
        raise ValueError(f"holds the error {value}")
    if isinstance(value, str):
        return value.replace("_x000D_", "\n")  # So Excel writes a carriage return, which XML would lose.
    if isinstance(value, bool):
        raise ValueError("must be text, not true or false")
    if isinstance(value, int | float):
        return _number_text(value)
    if isinstance(value, datetime.date) and may_be_date:
        return value.isoformat()[:10]
    raise ValueError("holds a date or time; format the cell as text")


def _number_text(value: int | float) -> str:
    if not math.isfinite(value) or abs(value) >= _EXACT_NUMBER_LIMIT:
        raise ValueError("a number this large is not exact in a workbook; format the cell as text")
    return str(int(value)) if float(value).is_integer() else str(value)
