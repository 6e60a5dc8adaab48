"""What does an attachment hold, and what can be read in it?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from assistant.errors import UploadRefused
from ingestion.mail.attachment_readers.pdf_files import list_pictures, read_pdf
from ingestion.mail.attachment_readers.pictures import PictureReader, read_picture
from ingestion.mail.attachment_readers.sheet_files import read_sheet
from ingestion.mail.attachment_readers.word_files import read_word
from ingestion.mail.charsets import decode
from ingestion.mail.clean_text import clean_line, clean_text
from ingestion.mail.file_kinds import tell_media_type
from ingestion.mail.html_text import read_html
from ingestion.mail.limits import MAX_ATTACHMENT_CHARACTERS, MAX_TEXT_BYTES
from ingestion.mail.parsed_mail import Attachment

MAX_READ_BYTES = 15 * 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument"
_NOT_READ = "a kind of file that is not read"


@dataclass(frozen=True)
class Packed:
    """An attachment as it came."""

    filename: str
    label: str
    charset: str | None
    content: bytes
    is_inline: bool = False
    is_mail: bool = False
    """An attached mail is a file as well, but its text is in the body already."""


def describe(packed: Packed, picture_reader: PictureReader | None, *, is_read: bool = True) -> Attachment:
    """The attachment with its text, or with the problem that left it without.  Never raises."""
    media_type = packed.label if packed.is_mail else tell_media_type(packed.content, packed.label)
    text, problem = "", None
    if packed.is_mail:
        pass
    elif not is_read:
        problem = "not read, because reading this mail took too long or too much memory"
    elif packed.content:
        text, problem = _read(packed, media_type, picture_reader)
    return Attachment(
        filename=clean_line(packed.filename)[:255],
        media_type=media_type,
        size=len(packed.content),
        sha256=hashlib.sha256(packed.content).hexdigest(),
        text=clean_text(text)[:MAX_ATTACHMENT_CHARACTERS],
        problem=problem,
        is_inline=packed.is_inline,
    )


def _read(packed: Packed, media_type: str, picture_reader: PictureReader | None) -> tuple[str, str | None]:
    if len(packed.content) > MAX_READ_BYTES:
        return "", f"larger than {MAX_READ_BYTES >> 20} MB, so it was not read"
    try:
        text = _reader(packed, media_type, picture_reader)(packed.content)
    except UploadRefused as refusal:
        return "", str(refusal)
    except (Exception, RecursionError) as error:  # A damaged file makes these libraries fail in a dozen ways.
        return "", f"damaged ({type(error).__name__})"
    return text, None if text.strip() else "no text in it"


def _reader(packed: Packed, media_type: str, picture_reader: PictureReader | None) -> Callable[[bytes], str]:
    if media_type == "application/pdf":
        return lambda data: _read_pdf(data, picture_reader)
    if media_type == f"{_OFFICE}.wordprocessingml.document":
        return read_word
    if media_type == f"{_OFFICE}.spreadsheetml.sheet":
        return read_sheet
    if media_type.startswith("image/"):
        return lambda data: read_picture(data, picture_reader)
    if media_type == "text/html":
        return lambda data: read_html(decode(data[:MAX_TEXT_BYTES], packed.charset).text).text
    if media_type.startswith("text/") and media_type != "text/rtf":
        return lambda data: decode(data[:MAX_TEXT_BYTES], packed.charset).text
    return _refuse


def _read_pdf(data: bytes, picture_reader: PictureReader | None) -> str:
    text = read_pdf(data)
    if text.strip() or picture_reader is None:
        return text
    return "\n\n".join(read_picture(picture, picture_reader) for picture in list_pictures(data))


def _refuse(data: bytes) -> str:
    raise UploadRefused(_NOT_READ)
