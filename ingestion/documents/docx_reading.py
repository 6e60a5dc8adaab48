"""What does a Word document say, under which headings?"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assistant.errors import UploadRefused
from assistant.uploads.checked_file import Refusal
from assistant.uploads.packed_content import check_docx
from ingestion.archive_limits import check_archive
from ingestion.documents.question_text import split_questions
from ingestion.documents.read_text import MAX_LEFT_OUT, ReadText, shorten

MAX_CHARACTERS = 1_000_000
MAX_CELLS = 20_000
_HEADING = re.compile(r"(?:heading|標題|标题)\s*([1-6])", re.IGNORECASE)
_LEAST_SIZE = Pt(2)


def read_docx(data: bytes) -> ReadText:
    """Raises UploadRefused."""
    check_archive(data)
    try:
        check_docx(data)
    except Refusal as refusal:
        raise UploadRefused(str(refusal)) from refusal
    document = docx.Document(io.BytesIO(data))
    left_out: list[str] = []
    blocks, length = [], 0
    for item in document.iter_inner_content():
        blocks.append(_table(item, left_out) if isinstance(item, Table) else _paragraph(item, left_out))
        length += len(blocks[-1])
        if length > MAX_CHARACTERS:
            raise UploadRefused(f"more than {MAX_CHARACTERS:,} characters; split it")
    markdown = re.sub(r"\n{3,}", "\n\n", "\n".join(blocks)).strip()
    if not markdown:
        raise UploadRefused("no text that a reader could see")
    heading = re.search(r"^#+ (.+)$", markdown, re.MULTILINE)
    title = heading[1] if heading else (document.core_properties.title or markdown.splitlines()[0])[:120]
    pairs, body = split_questions(markdown)
    return ReadText(title, body, document.core_properties.language or "", tuple(pairs), tuple(left_out))


def _paragraph(paragraph: Paragraph, left_out: list[str]) -> str:
    text = _seen_text(paragraph, left_out)
    if not text:
        return ""
    name = str(paragraph.style.name) if paragraph.style else ""
    if name in ("Title", "標題", "标题"):
        return f"\n# {text}\n"
    if found := _HEADING.match(name):
        return f"\n{'#' * min(int(found[1]) + 1, 6)} {text}\n"
    if name.startswith("List Number"):
        return f"1. {text}"
    if name.startswith("List") or paragraph._p.find(f".//{qn('w:numPr')}") is not None:
        return f"- {text}"
    return f"\n{text}\n"


def _seen_text(paragraph: Paragraph, left_out: list[str]) -> str:
    """The words that can be seen; those of hyperlinks and of insertions too, those that were struck out not."""
    seen = []
    is_hidden_style = _is_hidden_font(paragraph.style.font) if paragraph.style else False
    for element in paragraph._p.iter(qn("w:r")):
        run = Run(element, paragraph)
        if not run.text:
            continue
        if is_hidden_style or _is_hidden_font(run.font) or _is_hidden_font(run.style.font):
            if run.text.strip() and len(left_out) < MAX_LEFT_OUT:
                left_out.append(f"hidden: {shorten(run.text)}")
        else:
            seen.append(run.text)
    return " ".join("".join(seen).split())


def _is_hidden_font(font: Any) -> bool:
    colour = font.color.rgb if font.color is not None else None
    is_white = colour is not None and min(colour) >= 0xF5
    return bool(font.hidden) or is_white or (font.size is not None and font.size < _LEAST_SIZE)


def _table(table: Table, left_out: list[str]) -> str:
    rows = list(_rows(table, left_out))
    if not rows:
        return ""
    width = max(map(len, rows))
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    return "\n" + "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]]) + "\n"


def _rows(table: Table, left_out: list[str]) -> Iterator[list[str]]:
    cells = 0
    for row in table.rows:
        # A merged cell is given once for each column that it spans.
        distinct = {id(cell._tc): cell for cell in row.cells}.values()
        yield [
            " ".join(_seen_text(p, left_out) for p in cell.paragraphs).replace("|", "/").strip() for cell in distinct
        ]
        cells += len(distinct)
        if cells > MAX_CELLS:
            raise UploadRefused(f"a table of more than {MAX_CELLS:,} cells")
