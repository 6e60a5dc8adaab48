"""Is a file told by its bytes alone, and is its name made harmless?"""

from __future__ import annotations

import pytest

from assistant.uploads.file_kinds import FileKind, find_kind, safe_name
from tests.assistant.uploads.files import docx, pdf, photo

KINDS = [
    (photo(), FileKind.JPEG),
    (photo(form="PNG"), FileKind.PNG),
    (photo(form="WEBP"), FileKind.WEBP),
    (pdf(), FileKind.PDF),
    (docx(), FileKind.DOCX),
    ("路燈不亮。".encode(), FileKind.TEXT),
]
NOT_TAKEN = {
    "a program": b"MZ\x90\x00\x03",
    "an elf": b"\x7fELF\x02\x01",
    "a page": b"  <!DOCTYPE html><script>alert(1)</script>",
    "a drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "xml": b"\xef\xbb\xbf<?xml version='1.0'?>",
    "a gif": b"GIF89a\x01\x00",
    "another archive": b"PK\x03\x04 and no list",
    "a pdf behind a page": b"<html>%PDF-1.7",
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "nothing but spaces": b" \n ",
}
STEMS = (
    "a",
    "../../etc/passwd",
    "..\\..\\win.ini",
    "/etc/cron.d/x",
    "C:\\boot",
    "a\x00b",
    "照片",
    "a\r\nSet-Cookie: x",
    "CON",
)
ENDINGS = ("", ".exe", ".jpg.exe", ".html", ".svg", ".php\x00.jpg", ". ")
HOSTILE = [
    *(stem + ending for stem in STEMS for ending in ENDINGS),
    *("<script>.jpg", '"; x="', "\u202egpj.exe", "a" * 5000, ".htaccess", "..", "%2e%2e%2f"),
]


@pytest.mark.parametrize(("content", "kind"), KINDS)
def test_each_kind_that_is_taken_is_told_by_its_bytes(content: bytes, kind: FileKind) -> None:
    assert find_kind(content) is kind


@pytest.mark.parametrize("content", NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_everything_else_is_not_taken(content: bytes) -> None:
    assert find_kind(content) is None


@pytest.mark.promise("T11")
def test_of_seventy_hostile_names_none_leads_anywhere_or_ends_as_something_that_runs() -> None:
    assert len(HOSTILE) == 70
    for name in HOSTILE:
        safe = safe_name(name, FileKind.JPEG)
        assert safe.endswith(".jpg"), name
        assert safe.count(".") == 1, name
        assert 5 <= len(safe) <= 104, name
        assert not set(safe) & set('/\\:"<>|\r\n\x00\u202e%;'), name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("IMG_0123.JPG", "IMG_0123.jpg"),
        ("花園街 12 號.heic", "花園街 12 號.jpg"),
        ("花园街（夜）.png", "花园街(夜).jpg"),
    ],
)
def test_a_name_that_means_something_is_still_read(name: str, kept: str) -> None:
    assert safe_name(name, FileKind.JPEG) == kept
