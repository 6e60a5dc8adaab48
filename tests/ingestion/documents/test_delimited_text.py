from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from ingestion.documents import delimited_text
from ingestion.documents.delimited_text import disarm, read_delimited_text, rearm, write_delimited_text
from ingestion.documents.faq_sheet import SheetUnreadable
from knowledge_base.article import ArticleContent, ArticleText
from tests.ingestion.documents.example import ROW, check, write_csv

HEADER = "id,department,question_en,answer_en,tags\r\n"

HOSTILE = ["=1+1", '=HYPERLINK("http://evil.example")', "+852 1866", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+1"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_delimiter_and_encoding_of_excel_is_read(tmp_path: Path, delimiter: str, encoding: str) -> None:
    row = ROW | {"question_zh_hant": "如何續領駕駛執照；幾錢？", "answer_zh_hant": "900元，\n或1,200元。"}
    path = write_csv(tmp_path / "faq.csv", row, delimiter=delimiter, encoding=encoding)
    checked = check(path)
    assert checked.refusals == ()
    text = checked.articles[0][0].text["zh-Hant"]
    assert (text.question, text.answer) == ("如何續領駕駛執照；幾錢？", "900元，\n或1,200元。")


def test_a_row_is_known_by_its_number_in_the_sheet() -> None:
    text = HEADER + 'a,TD,"Two\nlines",A,\r\n\r\n,,,,\r\nb,TD,Q,A,\r\n'
    # Row 1 is the header, row 2 spans two lines of the file, rows 3 and 4 are empty.
    assert [row.number for row in read_delimited_text(text, file="faq.csv").rows] == [2, 5]


def test_variants_stand_one_a_line_or_between_bars() -> None:
    header = "id,department,question_en,answer_en,variants_en\n"
    sheet = read_delimited_text(header + 'a,TD,Q,A,"x\ny|z"\nb,TD,Q,A,x|y\n', file="faq.csv")
    assert [row.lists["variants_en"] for row in sheet.rows] == [("x", "y|z"), ("x", "y")]


def test_a_row_may_end_early() -> None:
    (row,) = read_delimited_text(HEADER + "a,TD,Q\n", file="faq.csv").rows
    assert row.problems == ()
    assert "answer_en" not in row.texts


def test_a_row_longer_than_the_header_is_refused() -> None:
    (row,) = read_delimited_text(HEADER + "a,TD,Q,A,,stray\n", file="faq.csv").rows
    assert row.problems == (("F", "text in a column that the header does not name"),)


def test_an_unclosed_quotation_mark_is_refused_at_its_row() -> None:
    sheet = read_delimited_text(HEADER + 'a,TD,Q,A,\n\nb,TD,"Q,A,\nc,TD,Q,A,\n', file="faq.csv")
    assert sheet.refusals[0].line().startswith("faq.csv row 4: not read from here on: unexpected end of data")
    assert len(sheet.rows) == 1


def test_a_cell_beyond_any_article_is_refused_at_its_row() -> None:
    sheet = read_delimited_text(HEADER + f"a,TD,Q,{'x' * 200_000},\n", file="faq.csv")
    assert sheet.refusals[0].row == 2
    assert "field larger than field limit" in sheet.refusals[0].message


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited_text, "MAX_ROWS", 2)
    with pytest.raises(SheetUnreadable, match="more than 2 rows"):
        read_delimited_text(HEADER + "a,TD,Q,A,\n" * 3, file="faq.csv")


def test_endless_empty_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited_text, "LAST_ROW", 50)
    with pytest.raises(SheetUnreadable, match="more than 100,000 rows"):
        read_delimited_text(HEADER + "\n" * 60, file="faq.csv")


@pytest.mark.parametrize("cell", HOSTILE)
def test_no_cell_is_a_formula_and_every_text_comes_back(cell: str) -> None:
    assert disarm(cell).startswith("'")
    assert rearm(disarm(cell)) == cell


@pytest.mark.parametrize("cell", ["", "How do I pay?", "'twas", "'", "1-2", "如何＝？"])
def test_other_cells_are_left_alone(cell: str) -> None:
    assert disarm(cell) == rearm(cell) == cell


@pytest.mark.parametrize("cell", ["=1+1", "-1", "+852 1866", "@home"])
def test_text_that_looks_like_a_formula_is_text_on_import(tmp_path: Path, cell: str) -> None:
    checked = check(write_csv(tmp_path / "faq.csv", ROW | {"answer_en": cell}))
    assert checked.articles[0][0].text["en"].answer == cell


def test_what_is_written_is_utf_8_with_a_mark_for_excel_and_every_cell_quoted() -> None:
    file = io.BytesIO()
    content = ArticleContent("a", "TD", {"en": ArticleText("Q?", "=A", ("-v", "w"))})
    assert write_delimited_text([content], file=file) == 1
    data = file.getvalue()
    assert data.startswith(b'\xef\xbb\xbf"id","department"')
    header, row = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    cells = dict(zip(header, row, strict=True))
    assert cells["answer_en"] == "'=A"
    assert cells["variants_en"] == "'-v\nw"
    assert data.endswith(b'""\r\n')
