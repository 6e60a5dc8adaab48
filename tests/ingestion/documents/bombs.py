"""Twenty files that are small and would be huge, or would keep a reader busy for ever."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile

from tests.assistant.uploads import files as attacks
from tests.ingestion.documents.pages import pdf_file

ZEROS = 300 * 1024 * 1024
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]><x>&l11;</x>'.encode()


def make_bombs() -> Iterator[tuple[str, bytes]]:
    """Each with the name under which it is sent."""
    yield "sheet.xlsx", archive({"xl/workbook.xml": b" " * ZEROS, "[Content_Types].xml": b"<Types/>"})
    yield "entities.xlsx", archive({"[Content_Types].xml": LAUGHS, "xl/workbook.xml": LAUGHS})
    yield "parts.xlsx", archive({f"xl/{n}.xml": b"" for n in range(5_000)} | {"xl/workbook.xml": b"<x/>"})
    yield "no-sheet.xlsx", b"PK\x03\x04" + b"\xff" * 100_000
    yield "letter.docx", attacks.docx(media__a=b"\0" * attacks.SIZE)
    yield "entities.docx", attacks.docx(LAUGHS)
    yield "parts.docx", attacks.docx(**{f"media__{n}": b"a" for n in range(3_000)})
    yield "deep.docx", attacks.docx(b"<w:p>" * 2_000_000)
    yield "stream.pdf", attacks.pdf(zlib.compress(b"\0" * attacks.SIZE, 1))
    yield "twice.pdf", attacks.pdf(zlib.compress(zlib.compress(b"\0" * attacks.SIZE, 1), 9))
    yield "pages.pdf", attacks.pdf(pages=1_000_000)
    yield "loop.pdf", pdf_file([("x", 12)]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    yield "busy.pdf", pdf_file([("x", 12)], extra="BT /F1 9 Tf (x) Tj ET\n" * 1_500_000)
    yield "picture.pdf", attacks.png_that_claims(65_000, 65_000)
    yield "picture.html", attacks.png_that_claims(65_000, 65_000)
    yield "deep.html", b"<div>" * 2_000_000
    yield "attributes.html", b"<p " + b"a=1 " * 3_000_000 + b">x</p>"
    yield "many.html", b"<p>a</p>" * 2_000_000
    yield "quotes.csv", b'id,department,question_en,answer_en\r\na,TD,Q,"' + b"a" * 10_000_000
    yield "deep.jsonl", b'{"a":' * 3_000_000


def archive(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return written.getvalue()
