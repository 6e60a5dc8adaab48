"""What does a file or page hold, whatever kind it is?  Runs in the child process; a refusal is part of the answer."""

from __future__ import annotations

from assistant.errors import UploadRefused
from ingestion.documents.brought_files import FileKind, FileToRead
from ingestion.documents.docx_reading import read_docx
from ingestion.documents.drafting import draft_sheet
from ingestion.documents.faq_sheet import Refusal, Sheet, SheetUnreadable
from ingestion.documents.page_reading import read_page
from ingestion.documents.pdf_reading import read_pdf
from ingestion.documents.read_text import ReadText
from ingestion.documents.sheet_reading import read_sheet_bytes
from ingestion.mail.attachment_readers.pictures import PictureReader
from ingestion.mail.file_kinds import tell_media_type

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_file(wanted: FileToRead, kind: FileKind, data: bytes, *, reader: PictureReader | None = None) -> Sheet:
    """The articles, or why there are none.  Never raises."""
    try:
        if kind is FileKind.SHEET:
            return read_sheet_bytes(data, wanted.name, file=wanted.file)
        read = _read(kind, data, wanted, reader)
        return draft_sheet(read, file=wanted.file, source=wanted.source, language=wanted.language, url=wanted.url)
    except SheetUnreadable as error:
        return Sheet(wanted.file, refusals=(Refusal(wanted.file, error.row, None, str(error)),))
    except UploadRefused as refusal:
        message = str(refusal)
    except MemoryError:
        raise
    except (Exception, RecursionError) as error:  # A damaged file makes these libraries fail in a dozen ways.
        message = f"damaged ({type(error).__name__})"
    return Sheet(wanted.file, refusals=(Refusal(wanted.file, None, None, message),))


def _read(kind: FileKind, data: bytes, wanted: FileToRead, reader: PictureReader | None) -> ReadText:
    told = tell_media_type(data, "text/html")
    if kind is FileKind.PDF and told == "application/pdf":
        return read_pdf(data, reader=reader)
    if kind is FileKind.DOCX and told == _WORD:
        return read_docx(data)
    if kind in (FileKind.PAGE, FileKind.HTML) and told.startswith("text/"):
        return read_page(data, url=wanted.url, charset=wanted.charset)
    raise UploadRefused(f"not what its name says: it holds {told}")
