"""What does a Word document say, and what of it is not seen?"""

from __future__ import annotations

import pytest

from ingestion.documents.docx_reading import read_docx
from tests.ingestion.documents.pages import GUIDANCE, word_file


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_headings_and_tables_are_kept_and_hidden_words_are_told(language: str):
    title, fees, fee, papers, form = GUIDANCE[language]
    found = read_docx(word_file(title, [(fees, fee), (papers, form)], hidden="CANARY"))
    assert found.title == title
    assert found.body == (
        f"# {title}\n\n## {fees}\n\n{fee}\n\n## {papers}\n\n{form}\n\nSee the table.\n\n"
        "| Kind | Fee |\n| --- | --- |\n| Full | $900 |"
    )
    assert found.left_out == ("hidden: CANARY",) * 3


def test_headings_that_ask_are_questions():
    found = read_docx(word_file("FAQ", [("What is it?", "A card."), ("Who needs it?", "Drivers.")]))
    assert found.pairs[0] == ("What is it?", "A card.")
