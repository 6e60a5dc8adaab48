"""How do cases leave the service as a table that no spreadsheet program takes for anything but text?"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.list import Filters, View, iterate_cases
from assistant.cases.models import Case

Cell = str | int
COLUMNS = (
    "number",
    "state",
    "opened_at",
    "channel",
    "language",
    "case_type",
    "category",
    "priority",
    "department",
    "owner",
    "summary",
    "name",
    "email",
    "phone",
    "place",
    "respond_by",
    "resolve_by",
    "responded_at",
    "closed_at",
    "done",
    "why",
    "next",
    "returns",
    "chasers",
    "reopenings",
)
_STARTS_FORMULA = tuple("=+-@\t\r\n\x00＝＋－＠")
"""The full-width signs count where a Chinese or Japanese spreadsheet program reads them."""
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAX_CELL = 32_767
"""Characters in a cell of a workbook."""


@dataclass(frozen=True)
class Wanted:
    """Which cases: a view, narrowed as a list is."""

    view: View = View.ALL
    filters: Filters = field(default_factory=Filters)


def record_export(session: Session, wanted: Wanted, *, actor: Actor, kind: str) -> None:
    """Who has taken which cases out of the service, kept before the first of them leaves it."""
    actor.require(Permission.CASE_EXPORT)
    chosen = {name: value for name, value in vars(wanted.filters).items() if value and name != "query"}
    is_searched = bool(wanted.filters.query)  # The words themselves may be somebody's name.
    record_event(session, actor, action="case.export", subject=kind, view=wanted.view, searched=is_searched, **chosen)


def write_csv(session: Session, wanted: Wanted, file: BinaryIO, *, actor: Actor) -> int:
    """RFC 4180, in UTF-8 with the mark by which spreadsheet programs know it; returns how many cases."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    rows = -1  # The heading is none.
    for row in _rows(session, wanted, actor):
        writer.writerow(row)
        rows += 1
    text.detach()
    return rows


def write_xlsx(session: Session, wanted: Wanted, file: BinaryIO, *, actor: Actor) -> int:
    """A workbook whose text cells are text; returns how many cases."""
    from openpyxl import Workbook  # Here, since few who serve ever write one, and every start would wait for it.
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("cases")
    rows = -1  # The heading is none.
    for row in _rows(session, wanted, actor):
        rows += 1
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(file)
    return rows


def as_text(value: str) -> str:
    """What begins as a formula does gets an apostrophe before it; what no cell may hold is left out."""
    kept = _UNWRITABLE.sub("", value)
    is_formula = value.startswith(_STARTS_FORMULA) or kept.lstrip().startswith(_STARTS_FORMULA)
    return (f"'{kept}" if is_formula else kept)[:MAX_CELL]


def _rows(session: Session, wanted: Wanted, actor: Actor) -> Iterator[Sequence[Cell]]:
    """The head, then one row a case."""
    actor.require(Permission.CASE_EXPORT)
    yield COLUMNS
    for case in iterate_cases(session, actor=actor, view=wanted.view, filters=wanted.filters):
        yield [value if isinstance(value, int) else as_text(value) for value in _values(case)]


def _values(case: Case) -> Iterator[Cell]:
    place, closing = case.fields.get("subject_location"), case.closing or {}
    yield from (case.number, case.state, _time(case.opened_at), case.channel, case.language, case.case_type)
    yield from (case.category, case.priority, case.department or "", case.owner or "", case.summary)
    yield from (case.contact.get(name, "") for name in ("name", "email", "phone"))
    yield place["value"] if place else ""
    yield from map(_time, (case.respond_by, case.resolve_by, case.responded_at, case.closed_at))
    yield from (closing.get(name, "") for name in ("done", "why", "next"))
    yield from (case.returns, case.chasers, case.reopenings)


def _time(at: datetime.datetime | None) -> str:
    return at.astimezone(datetime.UTC).isoformat(timespec="seconds") if at else ""
