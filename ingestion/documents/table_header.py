"""Which column of a CSV or XLSX file is which?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.languages import LANGUAGES
from ingestion.documents.faq_sheet import COLUMNS, MAX_COLUMNS, Refusal, SheetUnreadable, quoted, text_column


@dataclass(frozen=True)
class TableHeader:
    """`columns` holds a column's name by its position; None where the header is empty or cannot be used."""

    columns: tuple[str | None, ...]
    named: frozenset[int]
    refusals: tuple[Refusal, ...]

    def place(self, position: int) -> str:
        """The column at `position` as a person would look for it."""
        from openpyxl.utils import get_column_letter  # Here, since the service's start would wait for it.

        name = self.columns[position] if position < len(self.columns) else None
        return name or get_column_letter(position + 1)

    def outside_problem(self, cells: Sequence[str]) -> list[tuple[str | None, str]]:
        """The first cell of a row under which the header has no name at all, as a problem; empty when there is none."""
        for position, cell in enumerate(cells):
            if position not in self.named and cell.strip():
                return [(self.place(position), "text in a column that the header does not name")]
        return []


def read_header(cells: Sequence[str], *, file: str) -> TableHeader:
    """The meaning of a table's first row.  Raises SheetUnreadable when rows under it could not be articles."""
    if len(cells) > MAX_COLUMNS:
        raise SheetUnreadable(f"more than {MAX_COLUMNS} columns", row=1)
    columns: list[str | None] = []
    refusals = []
    for cell in cells:
        name = column_called(cell)
        if cell.strip() and name is None:
            refusals.append(Refusal(file, 1, cell.strip()[:60], f"unknown column; known are {', '.join(COLUMNS)}"))
        elif name is not None and name in columns:
            refusals.append(Refusal(file, 1, name, "the column is there twice"))
            name = None
        columns.append(name)
    named = frozenset(position for position, cell in enumerate(cells) if cell.strip())
    _require_columns(set(columns), cells)
    return TableHeader(tuple(columns), named, tuple(refusals))


def column_called(cell: str) -> str | None:
    """The column that a header cell names, letter case ignored."""
    name = re.sub(r"[\s-]+", "_", cell.strip().lower())
    return name if name in COLUMNS else None


def _require_columns(columns: set[str | None], cells: Sequence[str]) -> None:
    missing = [name for name in ("id", "department") if name not in columns]
    pairs = [{text_column(language, "question"), text_column(language, "answer")} for language in LANGUAGES]
    if not any(pair <= columns for pair in pairs):
        missing.append("a question and an answer in one language, like question_en and answer_en")
    if missing:
        found = ", ".join(quoted(cell.strip()) for cell in cells[:20] if cell.strip()) or "nothing"
        raise SheetUnreadable(f"the header lacks {' and '.join(missing)}; it holds {found}", row=1)
