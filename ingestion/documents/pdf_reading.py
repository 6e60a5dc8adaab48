"""What does a PDF say, under which headings?  A scan is read by the program that the settings choose, or refused."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import pypdf
from pypdf.errors import DependencyError

from assistant.errors import UploadRefused
from assistant.languages import has_han
from assistant.uploads.checked_file import Refusal
from assistant.uploads.packed_content import check_pdf
from ingestion.documents.pdf_sight import Line, PageLines
from ingestion.documents.question_text import split_questions
from ingestion.documents.read_text import MAX_LEFT_OUT, ReadText
from ingestion.mail.attachment_readers.pdf_files import list_pictures
from ingestion.mail.attachment_readers.pictures import PictureReader, read_picture

MAX_PAGES = 100
MAX_CHARACTERS = 1_000_000
_LARGER = 1.15
"""Times the size of the running text: from here on a line is a heading."""
_LEVELS = 3
_LONGEST_HEADING = 120
_PARAGRAPH_GAP = 1.75
"""Times the size of its letters, from one line to the next."""
_REPEATED_ON = 3
_EDGE = 2
"""Lines at the top and at the bottom."""
_ENDS_SENTENCE = re.compile(r"[.。!！;；,，:：]$")
_BULLET = re.compile(r"^[•●◦▪‧·○\uf0b7]\s*")

# pypdf tells of every oddity of a file; what could not be read is told to the person who sent it.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(data: bytes, *, reader: PictureReader | None = None) -> ReadText:
    """Raises UploadRefused."""
    try:
        check_pdf(data)
    except Refusal as refusal:
        raise UploadRefused(str(refusal)) from refusal
    document = _open(data)
    pages = [PageLines(page) for page in document.pages]
    left_out = [text for page in pages for text in page.left_out][:MAX_LEFT_OUT]
    lines = _without_repeated([page.lines for page in pages])
    if sum(len(line.text) for line in lines) > MAX_CHARACTERS:
        raise UploadRefused(f"more than {MAX_CHARACTERS:,} characters; split it")
    if not any(line.text.strip() for line in lines):
        return _read_scan(data, reader, left_out)
    markdown = _make_usual(_to_markdown(lines, _outline_titles(document)))
    pairs, body = split_questions(markdown)
    title = _make_usual(_title(document, markdown))
    language = str(document.root_object.get("/Lang") or "")
    return ReadText(title, body, language, tuple(pairs), tuple(left_out))


def _open(data: bytes) -> pypdf.PdfReader:
    try:
        document = pypdf.PdfReader(io.BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            raise UploadRefused("protected by a password; save it without one")
    except (DependencyError, NotImplementedError) as error:
        raise UploadRefused("protected in a way that cannot be opened") from error
    if len(document.pages) > MAX_PAGES:
        raise UploadRefused(f"more than {MAX_PAGES} pages; split it")
    return document


def _read_scan(data: bytes, reader: PictureReader | None, left_out: Sequence[str]) -> ReadText:
    if reader is None:
        raise UploadRefused("a scan: no page holds text that can be seen, and pictures are not read (CIVICDESK_OCR)")
    text = "\n\n".join(read_picture(picture, reader) for picture in list_pictures(data)).strip()
    if not text:
        raise UploadRefused("a scan in which no word was recognised")
    pairs, body = split_questions(text)
    read_by_machine = "a scan: its words were recognised by a program and are to be compared with the paper"
    return ReadText(text.splitlines()[0][:_LONGEST_HEADING], body, "", tuple(pairs), (read_by_machine, *left_out))


def _without_repeated(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """Without what stands at the edge of most pages, such as a running title and the page's number."""
    seen = Counter(mark for lines in pages for mark in {_mark(line) for line in _edges(lines)})
    often = {mark for mark, count in seen.items() if count >= _REPEATED_ON and count * 2 > len(pages)}
    return [
        line
        for lines in pages
        for number, line in enumerate(lines)
        if not (_mark(line) in often and (number < _EDGE or number >= len(lines) - _EDGE))
    ]


def _edges(lines: Sequence[Line]) -> Sequence[Line]:
    return [*lines[:_EDGE], *lines[-_EDGE:]]


def _mark(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.strip())


def _to_markdown(lines: Sequence[Line], titles: dict[str, int]) -> str:
    usual = _usual_size(lines)
    larger = sorted({line.size for line in lines if _is_larger(line, usual)}, reverse=True)
    written: list[str] = []
    before: Line | None = None
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        level = min(larger.index(line.size) + 1, _LEVELS) if _is_larger(line, usual) else titles.get(text, 0)
        if level:
            written.append(f"\n{'#' * level} {text}\n")
        elif found := _BULLET.match(text):
            written.append(f"- {text[found.end() :]}")
        elif _goes_on(before, line, usual) and written and not written[-1].endswith("\n"):
            written[-1] += ("" if has_han(written[-1][-1] + text[0]) else " ") + text
        else:
            written.append(f"\n{text}")
        before = line
    return re.sub(r"\n{3,}", "\n\n", "\n".join(written)).strip()


def _goes_on(before: Line | None, line: Line, usual: float) -> bool:
    """True for the next line of the same paragraph."""
    if before is None or _is_larger(before, usual) or before.page != line.page:
        return False
    gap = before.y - line.y
    return 0 < gap <= _PARAGRAPH_GAP * max(line.size, 1.0) and before.is_full


def _usual_size(lines: Iterable[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _is_larger(line: Line, usual: float) -> bool:
    text = line.text.strip()
    return line.size >= usual * _LARGER and len(text) <= _LONGEST_HEADING and not _ENDS_SENTENCE.search(text)


def _outline_titles(document: pypdf.PdfReader) -> dict[str, int]:
    """The bookmarks' titles with their depth; they are headings where the letters' size says nothing."""
    titles: dict[str, int] = {}

    def collect(entries: Sequence[Any], level: int) -> None:
        for entry in entries[:1_000]:
            if isinstance(entry, list):
                if level < _LEVELS:
                    collect(entry, level + 1)
            else:
                titles.setdefault(str(entry.title).strip(), level)

    try:
        collect(document.outline, 1)
    except Exception:  # A damaged outline costs the headings and not the text.
        return {}
    return titles


def _title(document: pypdf.PdfReader, markdown: str) -> str:
    heading = re.search(r"^#{1,3} (.+)$", markdown, re.MULTILINE)
    if heading:
        return heading[1]
    told = str(document.metadata.title or "").strip() if document.metadata else ""
    return told or markdown.splitlines()[0][:_LONGEST_HEADING]


def _make_usual(text: str) -> str:
    """PDF programs write radicals and ligatures in place of the usual characters (NFKC, but full-width stays)."""
    return "".join(
        c
        if 0xFF00 <= ord(c) <= 0xFFEF or 0x3000 <= ord(c) <= 0x303F or c in "…℃№"
        else unicodedata.normalize("NFKC", c)
        for c in text
    )
