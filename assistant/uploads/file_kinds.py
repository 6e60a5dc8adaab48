"""What is this file, by its bytes, and what may it be called?

Names and declared types are the sender's to choose, so neither decides anything.  The kinds below are all that a report
may bring; each is told by signatures that stand at the very beginning, so that no file is two of them.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile

MAX_NAME = 100
DOCX_PARTS = frozenset({"[Content_Types].xml", "word/document.xml"})
_NEVER_IN_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"\s*<[a-zA-Z!?/]")
_KEPT = re.compile(r"[^\w .()（）【】「」'-]+")


class FileKind(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    TEXT = "text/plain"

    @property
    def is_image(self) -> bool:
        return self.value.startswith("image/")

    @property
    def extension(self) -> str:
        return "txt" if self is FileKind.TEXT else self.name.lower().replace("jpeg", "jpg")


def find_kind(content: bytes) -> FileKind | None:
    """The kind whose bytes these are; None for everything that is not taken."""
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileKind.WEBP
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    if content.startswith(b"PK\x03\x04"):
        return FileKind.DOCX if _is_docx(content) else None
    return FileKind.TEXT if _is_text(content) else None


def safe_name(name: str, kind: FileKind) -> str:
    """What is left of the sender's name for people to read: no folder, nothing invisible, the extension of its kind."""
    last = re.split(r"[/\\:]", unicodedata.normalize("NFKC", name))[-1]
    stem = last.rpartition(".")[0] or last
    plain = _KEPT.sub(" ", stem).replace(".", " ").strip(" -_'")
    return f"{' '.join(plain.split())[:MAX_NAME] or 'file'}.{kind.extension}"


def _is_docx(content: bytes) -> bool:
    """Reads the list of the archive's parts only."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return set(archive.namelist()) >= DOCX_PARTS
    except (BadZipFile, ValueError, NotImplementedError, UnicodeError):
        return False


def _is_text(content: bytes) -> bool:
    """UTF-8 that nobody would take for a page: a browser that guesses must not find one."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not _NEVER_IN_TEXT.search(text) and not _MARKUP.match(text)
