"""What does a Word document (DOCX) say?"""

from __future__ import annotations

import io

import docx
from docx.table import Table

from ingestion.archive_limits import check_archive
from ingestion.mail.limits import MAX_ATTACHMENT_CHARACTERS

_MAX_CELLS = 5_000


def read_word(data: bytes) -> str:
    """Paragraphs and tables in their order; the cells of a row stand on one line."""
    check_archive(data)
    lines: list[str] = []
    length = 0
    for item in docx.Document(io.BytesIO(data)).iter_inner_content():
        added = _rows(item) if isinstance(item, Table) else [item.text]
        lines += added
        length += sum(map(len, added))
        if length > MAX_ATTACHMENT_CHARACTERS:
            break
    return "\n".join(line for line in lines if line.strip())


def _rows(table: Table) -> list[str]:
    lines = []
    cells = 0
    for row in table.rows:
        # A merged cell is given once for each column that it spans.
        texts = list(dict.fromkeys((id(cell._tc), cell.text.strip()) for cell in row.cells))
        lines.append("\t".join(text for _, text in texts))
        cells += len(texts)
        if cells > _MAX_CELLS:
            break
    return lines
