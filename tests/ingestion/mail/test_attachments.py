from __future__ import annotations

import io

import docx
import openpyxl
import PIL.Image
import PIL.ImageDraw
import pypdf
import pytest

from assistant.settings import OcrChoice
from ingestion.mail.attachment_readers.pdf_files import make_usual
from ingestion.mail.attachment_readers.pictures import open_picture_reader
from ingestion.mail.parsed_mail import Attachment
from ingestion.mail.parsing import parse_mail, unpack_attachments
from tests.ingestion.mail.odd_mails import TEXTS, mail_with


def only(raw: bytes) -> Attachment:
    (attachment,) = parse_mail(raw).attachments
    return attachment


def word_file(text: str) -> bytes:
    document, written = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Tel", "9123 4567"
    document.save(written)
    return written.getvalue()


@pytest.mark.parametrize("language", TEXTS)
def test_word_and_excel_and_text_files_are_read_whatever_their_label(language: str) -> None:
    workbook, written = openpyxl.Workbook(), io.BytesIO()
    workbook.create_sheet().append([TEXTS[language], 3])
    workbook.save(written)
    assert only(mail_with("a.bin", word_file(TEXTS[language]))).text == f"{TEXTS[language]}\nTel\t9123 4567"
    assert only(mail_with("a.doc", written.getvalue(), "application/msword")).text == f"{TEXTS[language]}\t3"
    assert TEXTS[language] in only(mail_with("a.txt", TEXTS[language].encode("gb18030"))).text


def test_the_media_type_is_that_of_the_content() -> None:
    attachment = only(mail_with("invoice.pdf", b"MZ\x90\x00" + b"\0" * 60, "application/pdf"))
    assert (attachment.media_type, attachment.problem) == (
        "application/x-msdownload",
        "a kind of file that is not read",
    )


def test_radicals_that_pdf_programs_write_become_the_usual_characters() -> None:
    assert make_usual("⽔務署 ⼤廈") == "水務署 大廈"


def test_a_protected_pdf_is_a_problem_and_no_error() -> None:
    writer, written = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(written)
    assert only(mail_with("a.pdf", written.getvalue(), "application/pdf")).problem == "protected by a password"


def test_a_damaged_file_is_a_problem_and_the_mail_is_read() -> None:
    mail = parse_mail(mail_with("a.docx", word_file("x")[:600], text="the words stay"))
    assert mail.body.strip() == "the words stay"
    assert mail.attachments[0].problem


def test_an_attached_mail_is_read_in_the_body_with_its_sender_and_date() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=q\n\n--q\n\nFYI\n--q\nContent-Type: message/rfc822\n\n"
        b"From: Ms Lee <lee@a.example>\nDate: Mon, 5 May 2025 09:12:00 +0800\n"
        b"Content-Type: text/plain; charset=big5\n\n"
        + TEXTS["zh-Hant"].encode("big5hkscs") + b"\n--q--\n"
    )  # fmt: skip
    mail = parse_mail(raw)
    assert "From: Ms Lee <lee@a.example>\nDate: Mon, 5 May 2025" in mail.body
    assert mail.own_text.split() == ["FYI", TEXTS["zh-Hant"]]
    assert [(a.filename, a.media_type) for a in mail.attachments] == [("message.eml", "message/rfc822")]
    assert [len(content) for content in unpack_attachments(raw)] == [mail.attachments[0].size]


def picture(text: str) -> bytes:
    drawn, written = PIL.Image.new("RGB", (700, 120), "white"), io.BytesIO()
    PIL.ImageDraw.Draw(drawn).text((20, 30), text, fill="black", font_size=44)
    drawn.save(written, "PNG")
    return written.getvalue()


def test_pictures_are_not_read_unless_it_is_set() -> None:
    attachment = only(mail_with("a.png", picture("BROKEN LAMP"), "image/png"))
    assert (attachment.text, attachment.problem) == ("", "pictures are not read (CIVICDESK_OCR is off)")
    assert open_picture_reader(OcrChoice.OFF) is None


@pytest.mark.slow
@pytest.mark.parametrize("choice", [OcrChoice.TESSERACT, OcrChoice.RAPIDOCR])
def test_words_in_a_picture_are_read_by_either_program(choice: OcrChoice) -> None:
    mail = parse_mail(
        mail_with("a.png", picture("BROKEN LAMP 9123"), "image/png"), picture_reader=open_picture_reader(choice)
    )
    assert "BROKEN LAMP 9123" in " ".join(mail.attachment_text.split())
