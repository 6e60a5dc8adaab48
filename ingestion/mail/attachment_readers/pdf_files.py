"""What does a PDF file say?"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Iterator

import pypdf
from pypdf.errors import DependencyError

from assistant.errors import UploadRefused
from ingestion.mail.limits import MAX_ATTACHMENT_CHARACTERS

MAX_PAGES = 50
MAX_PICTURES = 5
_LOOK_ALIKES = re.compile("[\u2e80-\u2eff\u2f00-\u2fdf\uf900-\ufaff]")
"""Radicals and compatibility characters, which PDF programs write in place of the usual ones."""

# pypdf tells of every oddity of a file; what could not be read is told in the mail's own words.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(data: bytes) -> str:
    """The text of the first pages; empty for a scan."""
    texts: list[str] = []
    length = 0
    for page in _open(data).pages[:MAX_PAGES]:
        texts.append(page.extract_text())
        length += len(texts[-1])
        if length > MAX_ATTACHMENT_CHARACTERS:
            break
    return make_usual("\n\n".join(text.strip() for text in texts if text.strip()))


def list_pictures(data: bytes) -> Iterator[bytes]:
    """The pictures on the first pages: those of a scan are its pages."""
    count = 0
    for page in _open(data).pages[:MAX_PICTURES]:
        for picture in page.images:
            yield picture.data
            count += 1
            if count >= MAX_PICTURES:
                return


def make_usual(text: str) -> str:
    return _LOOK_ALIKES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def _open(data: bytes) -> pypdf.PdfReader:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        is_open = not reader.is_encrypted or bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError) as error:
        raise UploadRefused("protected in a way that cannot be opened") from error
    if not is_open:
        raise UploadRefused("protected by a password")
    return reader
