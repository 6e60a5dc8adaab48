"""What is a FAQ sheet: which columns has it, and what can be said about a place in it?

Every format is read into these values and written from them; JSON Lines nests what CSV and XLSX hold in flat columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.errors import CivicDeskError
from assistant.languages import LANGUAGES, clean
from knowledge_base.article import ArticleContent

LANGUAGE_NAMES = {"en": "English", "zh-Hant": "Traditional Chinese", "zh-Hans": "Simplified Chinese"}
TEXT_PARTS = ("question", "answer", "variants")
DATE_COLUMNS = ("effective_from", "effective_until", "review_by")


def text_column(language: str, part: str) -> str:
    """The flat name of one part of an article's wording: `question_zh_hant`."""
    return f"{part}_{language.replace('-', '_').lower()}"


_JSON_PATHS = {text_column(language, part): f"text.{language}.{part}" for language in LANGUAGES for part in TEXT_PARTS}
COLUMNS = ("id", "department", "category", *_JSON_PATHS, "source_url", "audience", *DATE_COLUMNS, "tags")
LIST_COLUMNS = (*(text_column(language, "variants") for language in LANGUAGES), "tags")

# The last row of Excel itself; a row beyond it exists only in a file made to keep a reader busy.
LAST_ROW = 1_048_576
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_PROBLEMS_OF_A_ROW = 40
"""Beyond this nobody reads on, and a file made for it would fill the memory."""


class SheetUnreadable(CivicDeskError):
    """The file as a whole is no FAQ sheet; `row` is the place where reading stopped, when there is one."""

    def __init__(self, message: str, *, row: int | None = None) -> None:
        super().__init__(message)
        self.row = row


@dataclass(frozen=True)
class Remark:
    """Something worth knowing about a place in a file.  `row` is what a person sees: the header is row 1.

    `row` is None when the file as a whole is meant, `column` when the row as a whole is.
    """

    file: str
    row: int | None
    column: str | None
    message: str

    def line(self) -> str:
        return f"{place_in_words(self.file, self.row, self.column)}: {self.message}"


@dataclass(frozen=True)
class Refusal(Remark):
    """A reason why a row, or a file as a whole, is not imported."""


@dataclass(frozen=True)
class SheetRow:
    """One article as a file states it: flat column names, nothing checked but the types."""

    number: int
    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[tuple[str | None, str], ...] = ()
    """What was wrong while reading: (column as the file names it, message)."""


@dataclass(frozen=True)
class Sheet:
    """Everything one file holds."""

    file: str
    rows: tuple[SheetRow, ...] = ()
    is_nested: bool = False
    refusals: tuple[Refusal, ...] = ()
    """Why the file cannot be used at all; its rows are still there so that all their problems can be told."""
    warnings: tuple[Remark, ...] = ()

    def column_name(self, column: str) -> str:
        """`column` as this file's readers know it: a JSON path or the header of a column."""
        return _JSON_PATHS.get(column, column) if self.is_nested else column


def place_in_words(file: str, row: int | str | None, column: str | None) -> str:
    where = plain_line(file) if row is None else f"{plain_line(file)} row {row}"
    return where if column is None else f"{where}, column {plain_line(column)}"


def plain_line(text: str) -> str:
    """`text` in its plain form on one line: a line break inside it becomes a space."""
    return " ".join(part.strip() for part in clean(text).split("\n") if part.strip())


def quoted(value: str) -> str:
    """`value` in quotes, short, and without anything that could disturb a terminal."""
    return repr(value if len(value) <= 60 else value[:60] + "…")


def flat_cells(content: ArticleContent) -> dict[str, str]:
    """`content` as the cells of CSV and XLSX, without the columns that it leaves empty."""
    cells = {
        "id": content.id,
        "department": content.department,
        "category": content.category,
        "source_url": content.source_url,
        "audience": content.audience.value,
        "tags": join_list(content.tags),
    }
    for language, text in content.text.items():
        cells[text_column(language, "question")] = text.question
        cells[text_column(language, "answer")] = text.answer
        cells[text_column(language, "variants")] = join_list(text.variants)
    for column in DATE_COLUMNS:
        date = getattr(content, column)
        cells[column] = date.isoformat() if date else ""
    return {column: text for column, text in cells.items() if text}


def join_list(items: tuple[str, ...]) -> str:
    """`items` in one cell, one a line.  The line's end tells a single item with a `|` in it from two items."""
    return "\n".join(items) + ("\n" if len(items) == 1 and "|" in items[0] else "")


def split_list(cell: str) -> tuple[str, ...]:
    """The items of a cell: one a line, or separated by `|` where the cell is a single line."""
    return tuple(re.split(r"[\r\n]+", cell) if re.search(r"[\r\n]", cell) else cell.split("|"))


def row_from_cells(number: int, cells: dict[str, str], problems: list[tuple[str | None, str]]) -> SheetRow:
    """A row of CSV or XLSX."""
    return SheetRow(
        number,
        texts={column: cell for column, cell in cells.items() if column not in LIST_COLUMNS},
        lists={column: split_list(cells[column]) for column in LIST_COLUMNS if column in cells},
        problems=tuple(problems),
    )
