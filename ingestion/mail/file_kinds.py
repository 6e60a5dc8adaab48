"""Of which kind is a file really, whatever its name and label say?"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import puremagic

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"MZ", "application/x-msdownload"),
    (b"{\\rtf", "text/rtf"),
)
_HTML = re.compile(rb"\s*(?:<!doctype html|<html|<head|<body|<table|<div)", re.IGNORECASE)
_PDF_SEARCHED_BYTES = 1_024
_JUDGED_BYTES = 4_096


def tell_media_type(data: bytes, label: str) -> str:
    """The media type by content; the sender's label only decides between kinds of text."""
    if b"%PDF-" in data[:_PDF_SEARCHED_BYTES]:
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return _tell_archive(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    for signature, media_type in _SIGNATURES:
        if data.startswith(signature):
            return media_type
    if _is_text(data):
        return _tell_text(data, label)
    return _ask_puremagic(data)


def _tell_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = frozenset(archive.NameToInfo)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return "application/zip"
    if "word/document.xml" in names:
        return _WORD
    return _SHEET if "xl/workbook.xml" in names else "application/zip"


def _is_text(data: bytes) -> bool:
    """No byte that no charset of text has."""
    sample = data[:_JUDGED_BYTES]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in sample)


def _tell_text(data: bytes, label: str) -> str:
    if _HTML.match(data):
        return "text/html"
    return label if label.startswith("text/") and label != "text/html" else "text/plain"


def _ask_puremagic(data: bytes) -> str:
    try:
        found = puremagic.from_string(data[:_JUDGED_BYTES], mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    return found or "application/octet-stream"
