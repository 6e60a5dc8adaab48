"""Twenty mails that try to take all memory or all time; each is small enough to be sent."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from tests.ingestion.mail.odd_mails import html_mail, mail_with, nested

ZEROS = b"\0" * (1024 * 1024)
_WORD_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/word/document.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_WORD_RELATIONS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="word/document.xml"/></Relationships>'
)
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)


def make_bombs() -> dict[str, bytes]:
    bombs = {
        "zip of zeros": mail_with("a.zip", _zip({"a": ZEROS * 200})),
        "docx that grows": mail_with("a.docx", _zip({"word/document.xml": ZEROS * 100})),
        "xlsx that grows": mail_with("a.xlsx", _zip({"xl/workbook.xml": ZEROS * 100})),
        "docx of many entries": mail_with("b.docx", _word_of_many_entries()),
        "docx of entities": mail_with("c.docx", _word(_LAUGHS + b"<w>&j;</w>")),
        "xlsx of entities": mail_with("c.xlsx", _zip({"xl/workbook.xml": _LAUGHS + b"<w>&j;</w>"})),
        "docx that states a false size": mail_with("d.docx", _falsify(_word(ZEROS * 20))),
        "png of many pixels": mail_with("a.png", _png(30_000, 30_000), "image/png"),
        "bmp of many pixels": mail_with("a.bmp", _bmp(60_000, 60_000), "image/bmp"),
        "pdf stream that grows": mail_with("a.pdf", _pdf(zlib.compress(ZEROS * 300, 9), b"/FlateDecode")),
        "pdf stream packed twice": mail_with(
            "b.pdf", _pdf(zlib.compress(zlib.compress(ZEROS * 300, 9), 9), b"[/FlateDecode /FlateDecode]")
        ),
        "pdf page tree that turns in a circle": mail_with("c.pdf", _circular_pdf()),
        "nested parts": nested(20_000),
        "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 500_000,
        "many recipients": b"To: " + b"a@b.example, " * 16_000 + b"\n\nx",
        "nested comments": b"From: " + b"(" * 60_000 + b" a@b.example\n\nx",
        "long headers": b"".join(b"X-%d: y\n" % n for n in range(1_000_000)) + b"\nx",
        "nested html": html_mail("<div><b>" * 200_000 + "x"),
        "many attributes": html_mail("<p " + "".join(f"a{n}=1 " for n in range(100_000)) + ">x"),
        "mail in mail": _mail_in_mail(),
    }
    assert len(bombs) == 20
    return bombs


def _zip(entries: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return written.getvalue()


def _word(document: bytes) -> bytes:
    return _zip({"[Content_Types].xml": _WORD_TYPES, "_rels/.rels": _WORD_RELATIONS, "word/document.xml": document})


def _word_of_many_entries() -> bytes:
    return _zip({"word/document.xml": b"<w/>"} | {f"word/{n}": b"" for n in range(3_000)})


def _falsify(archive: bytes) -> bytes:
    """States ten bytes where 20 MB are packed."""
    return archive.replace(struct.pack("<I", len(ZEROS) * 20), struct.pack("<I", 10))


def _png(width: int, height: int) -> bytes:
    def section(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = section(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + section(b"IDAT", zlib.compress(ZEROS, 9)) + section(b"IEND", b"")


def _bmp(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, width, height, 1, 24, 0, 0, 1, 1, 0, 0)


def _pdf(stream: bytes, filters: bytes) -> bytes:
    return _pdf_of(
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>/MediaBox[0 0 9 9]>>",
        b"<</Length %d/Filter %s>>stream\n" % (len(stream), filters) + stream + b"\nendstream",
    )


def _circular_pdf() -> bytes:
    return _pdf_of(b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999>>")


def _pdf_of(*objects: bytes) -> bytes:
    """A file of a catalogue, which names object 2 as its pages, and of these objects from 2 on."""
    written = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", *objects), start=1):
        places.append(len(written))
        written += b"%d 0 obj" % number + content + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    )


def _mail_in_mail() -> bytes:
    mail = b"Subject: x\n\ninnermost"
    for _ in range(500):
        mail = b"Content-Type: message/rfc822\n\n" + mail
    return mail
