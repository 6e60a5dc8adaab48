"""What does a PDF say, under which headings, and what of it is not seen?"""

from __future__ import annotations

import io

import pypdf
import pytest
from PIL import Image

from assistant.errors import UploadRefused
from ingestion.documents.pdf_reading import MAX_PAGES, read_pdf
from tests.ingestion.documents.pages import pdf_file

LINES = [
    ("Renew a licence", 24),
    ("Fees", 16),
    ("The fee is $900 for ten years.", 11),
    ("Documents", 16),
    ("Form TD 558.", 11),
]
CARD = "A card with your name and a picture."


def test_larger_letters_are_headings():
    found = read_pdf(pdf_file(LINES))
    assert (found.title, found.declared_language) == ("Renew a licence", "en")
    assert (
        found.body == "# Renew a licence\n\n## Fees\n\nThe fee is $900 for ten years.\n\n## Documents\n\nForm TD 558."
    )


def test_where_the_size_says_nothing_the_bookmarks_tell_the_headings():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file([(text, 11) for text, _ in LINES])))
    top = writer.add_outline_item(title="Renew a licence", page_number=0)
    writer.add_outline_item(title="Fees", page_number=0, parent=top)
    written = io.BytesIO()
    writer.write(written)
    assert read_pdf(written.getvalue()).body.startswith(
        "# Renew a licence\n\n## Fees\n\nThe fee is $900 for ten years."
    )


def test_questions_in_larger_letters_are_articles_of_their_own():
    found = read_pdf(pdf_file([("What is it?", 16), (CARD, 11), ("Who needs it?", 16), ("Drivers.", 11)]))
    assert found.pairs == (("What is it?", CARD), ("Who needs it?", "Drivers."))


@pytest.mark.parametrize(
    "trick",
    ["q 1 1 1 rg {} Q", "q 1 g {} Q", "q 0 0 0 0 k {} Q", "q 3 Tr {} Q", "q /G0 gs {} Q"],
    ids=["white", "white grey", "no ink", "no drawing", "transparent"],
)
def test_letters_without_ink_are_left_out_and_told(trick: str):
    found = read_pdf(pdf_file(LINES, extra=trick.format("BT /F1 11 Tf 1 0 0 1 60 300 Tm (CANARY) Tj ET")))
    assert "CANARY" not in found.body
    assert found.left_out == ("hidden: CANARY",)


def test_what_stands_at_the_edge_of_every_page_is_no_text_of_it():
    found = read_pdf(pdf_file(LINES, pages=4))
    # Two lines at either edge are those of all four pages here.
    assert found.body == "\n\n".join(["The fee is $900 for ten years."] * 4)


def test_a_scan_is_refused_or_read_by_the_program_that_the_settings_choose():
    written = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(written, "PDF")
    with pytest.raises(UploadRefused, match="a scan"):
        read_pdf(written.getvalue())
    found = read_pdf(written.getvalue(), reader=lambda _png: "Renew a licence\nThe fee is $900.")
    assert (found.title, found.body) == ("Renew a licence", "Renew a licence\nThe fee is $900.")
    assert "compared with the paper" in found.left_out[0]


def test_too_many_pages_and_a_password_are_refused():
    with pytest.raises(UploadRefused, match="pages"):
        read_pdf(pdf_file(LINES, pages=MAX_PAGES + 1))
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file(LINES)))
    writer.encrypt("secret", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    with pytest.raises(UploadRefused, match="password"):
        read_pdf(written.getvalue())
