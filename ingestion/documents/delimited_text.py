"""How does CSV hold a FAQ sheet, without a spreadsheet running its cells as formulas?"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import IO

from ingestion.documents.faq_sheet import (
    COLUMNS,
    LAST_ROW,
    MAX_ROWS,
    Refusal,
    Sheet,
    SheetRow,
    SheetUnreadable,
    flat_cells,
    row_from_cells,
)
from ingestion.documents.table_header import TableHeader, column_called, read_header
from knowledge_base.article import ArticleContent

# A spreadsheet runs a cell that starts with one of these, a Chinese one with the wide signs too.  The apostrophes
# before them belong to the pattern so that a text that has its own apostrophe there gets one more, and adding and
# removing stay exact opposites.
_FORMULA_START = re.compile(r"'*[=+\-@\t\r\0＝＋－＠]")


def read_delimited_text(text: str, *, file: str) -> Sheet:
    """The articles of a comma, semicolon or tab separated text.  Raises SheetUnreadable."""
    records = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    header: TableHeader | None = None
    rows: list[SheetRow] = []
    refusals: list[Refusal] = []
    number = 0
    try:
        for number, cells in enumerate(records, start=1):
            if header is None:
                header = read_header(cells, file=file)
            elif any(cell.strip() for cell in cells):
                rows.append(_read_row(number, cells, header))
            if len(rows) > MAX_ROWS or number > LAST_ROW:
                raise SheetUnreadable(f"more than {MAX_ROWS:,} rows")
    except csv.Error as error:
        message = f"not read from here on: {error}; is a quotation mark missing, or a cell too long?"
        refusals.append(Refusal(file, number + 1, None, message))
    return Sheet(file, tuple(rows), refusals=(*(header.refusals if header else ()), *refusals))


def write_delimited_text(contents: Iterable[ArticleContent], *, file: IO[bytes]) -> int:
    """Write one article a row, comma separated as in RFC 4180, and return how many."""
    count = 0
    # The byte order mark tells Excel that this is UTF-8; without it Chinese is garbled.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    # Every cell is quoted: where a spreadsheet splits at semicolons, a quoted cell still stays in one piece.
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for content in contents:
        cells = flat_cells(content)
        writer.writerow(disarm(cells.get(column, "")) for column in COLUMNS)
        count += 1
    text.flush()
    text.detach()
    return count


def disarm(cell: str) -> str:
    """`cell` so that no spreadsheet takes it for a formula."""
    return "'" + cell if _FORMULA_START.match(cell) else cell


def rearm(cell: str) -> str:
    """The cell that `disarm` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA_START.match(cell) else cell


def _delimiter(text: str) -> str:
    first_line = next(_lines(text), "")
    return max(",;\t", key=lambda delimiter: sum(column_called(c) is not None for c in _split(first_line, delimiter)))


def _lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text, newline=None))


def _split(line: str, delimiter: str) -> list[str]:
    return [cell.strip('" ') for cell in line.split(delimiter)]


def _read_row(number: int, cells: list[str], header: TableHeader) -> SheetRow:
    # A row may be shorter than the header: its last cells are empty then.
    named = {column: rearm(cell) for column, cell in zip(header.columns, cells, strict=False) if column is not None}
    return row_from_cells(number, named, header.outside_problem(cells))
