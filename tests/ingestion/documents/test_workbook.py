from __future__ import annotations

import datetime
import io
import struct
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from defusedxml.common import EntitiesForbidden

from assistant.errors import InvalidInput
from ingestion.documents import workbook
from ingestion.documents.faq_sheet import SheetUnreadable
from ingestion.documents.workbook import read_workbook, write_workbook
from knowledge_base.article import ArticleContent, ArticleText
from tests.ingestion.documents.example import ROW, check, refusals, write_xlsx
from tests.ingestion.documents.test_delimited_text import HOSTILE

HEADER = list(ROW)
SOUND = list(ROW.values())

SHEET_START = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def with_sheet_xml(path: Path, xml: str) -> Path:
    """A workbook whose only sheet is `xml`."""
    source = write_xlsx(path.with_suffix(".source.xlsx"), HEADER)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            is_sheet = entry.filename == "xl/worksheets/sheet1.xml"
            new.writestr(entry.filename, xml if is_sheet else old.read(entry))
    return path


def inline_row(number: int, *cells: str) -> str:
    return f'<row r="{number}">' + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"


def test_a_workbook_is_read_like_any_sheet(tmp_path: Path) -> None:
    header = [*HEADER, "question_zh_hant", "answer_zh_hant", "variants_zh_hant", "review_by"]
    path = write_xlsx(
        tmp_path / "faq.xlsx",
        header,
        [*SOUND, "如何續領？", "請攜同表格。", "幾錢？\n點樣？", datetime.date(2027, 10, 31)],
    )
    checked = check(path)
    assert checked.refusals == ()
    content = checked.articles[0][0]
    assert content.text["zh-Hant"] == ArticleText("如何續領？", "請攜同表格。", ("幾錢？", "點樣？"))
    assert content.review_by == datetime.date(2027, 10, 31)


@pytest.mark.parametrize("date", ["2026-06-01", datetime.date(2026, 6, 1), datetime.datetime(2026, 6, 1, 9, 30)])  # noqa: DTZ001  # Excel knows no zones.
def test_a_date_is_a_date_cell_or_iso_text(tmp_path: Path, date: object) -> None:
    checked = check(write_xlsx(tmp_path / "faq.xlsx", [*HEADER, "effective_from"], [*SOUND, date]))
    assert checked.articles[0][0].effective_from == datetime.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("=1+1", "holds a formula; paste its value instead"),
        ('=HYPERLINK("http://evil.example")', "holds a formula; paste its value instead"),
        (True, "must be text, not true or false"),
        (datetime.date(2026, 3, 4), "holds a date or time; format the cell as text"),
        (datetime.time(9, 30), "holds a date or time; format the cell as text"),
        ("#REF!", "holds the error #REF!"),
        (10**15, "a number this large is not exact in a workbook; format the cell as text"),
        (1e300, "a number this large is not exact in a workbook; format the cell as text"),
    ],
)
def test_a_cell_that_says_nothing_certain_is_refused(tmp_path: Path, value: object, message: str) -> None:
    path = write_xlsx(tmp_path / "faq.xlsx", HEADER, SOUND, ["b", "TD", "Question?", value])
    assert refusals(path) == [f"faq.xlsx row 3, column answer_en: {message}"]


def test_a_formula_outside_the_named_columns_is_refused_too(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "faq.xlsx", HEADER, [*SOUND, None, "=1+1"])
    assert refusals(path) == ["faq.xlsx row 2, column F: holds a formula; paste its value instead"]


def test_text_outside_the_named_columns_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "faq.xlsx", HEADER, [*SOUND, None, "stray"])
    assert refusals(path) == ["faq.xlsx row 2, column F: text in a column that the header does not name"]


@pytest.mark.parametrize(("number", "text"), [(1866, "1866"), (1866.0, "1866"), (2.5, "2.5"), (-3, "-3")])
def test_a_plain_number_is_text(tmp_path: Path, number: float, text: str) -> None:
    path = write_xlsx(tmp_path / "faq.xlsx", HEADER, [7, "TD", "Which number do I call?", number])
    content = check(path).articles[0][0]
    assert (content.id, content.text["en"].answer) == ("7", text)


def test_an_endless_number_is_refused(tmp_path: Path) -> None:
    cells = inline_row(1, *HEADER), '<row r="2"><c r="A2"><v>1e999</v></c></row>'
    path = with_sheet_xml(tmp_path / "faq.xlsx", f"{SHEET_START}<sheetData>{''.join(cells)}</sheetData></worksheet>")
    assert "faq.xlsx row 2, column id: a number this large is not exact" in refusals(path)[0]


def test_empty_rows_are_counted_and_not_read(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "faq.xlsx", HEADER, [], ["", None], SOUND)
    assert [row.number for row in read_workbook(path.read_bytes(), file="faq.xlsx").rows] == [4]


def test_a_carriage_return_as_excel_writes_it_is_a_line_end(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "faq.xlsx", HEADER, [*SOUND[:3], "one_x000D_\ntwo"])
    assert check(path).articles[0][0].text["en"].answer == "one\n\ntwo"


def test_sheets_behind_the_first_are_named_as_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(HEADER)
    book.worksheets[0].append(SOUND)
    book.create_sheet("Archive")
    book.save(tmp_path / "faq.xlsx")
    lines = [warning.line() for warning in check(tmp_path / "faq.xlsx").warnings]
    assert "faq.xlsx: only the first sheet is read, not 'Archive'" in lines


@pytest.mark.parametrize("dimension", ["A1:XFD1048576", "A1:ZZZ99999999999", "A1"])
def test_false_dimensions_change_nothing(tmp_path: Path, dimension: str) -> None:
    rows = inline_row(1, *HEADER) + inline_row(2, *SOUND)
    xml = f'{SHEET_START}<dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    started = time.process_time()
    checked = check(with_sheet_xml(tmp_path / "faq.xlsx", xml))
    assert time.process_time() - started < 1
    assert len(checked.articles) == 1


def test_a_row_in_the_far_distance_does_not_make_a_loop(tmp_path: Path) -> None:
    rows = inline_row(1, *HEADER) + inline_row(10**15, *SOUND)
    path = with_sheet_xml(tmp_path / "faq.xlsx", f"{SHEET_START}<sheetData>{rows}</sheetData></worksheet>")
    started = time.process_time()
    assert refusals(path) == ["faq.xlsx: more than 100,000 rows"]
    assert time.process_time() - started < 5


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 2)
    path = write_xlsx(tmp_path / "faq.xlsx", HEADER, SOUND, SOUND, SOUND)
    assert refusals(path) == ["faq.xlsx: more than 2 rows"]


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "faq.xlsx", [*HEADER, *["tags"] * 300], SOUND)
    assert refusals(path) == ["faq.xlsx row 1: more than 200 columns"]


def zip_of(path: Path, *entries: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def refused_at_once(path: Path) -> str:
    started = time.process_time()
    (line,) = refusals(path)
    assert time.process_time() - started < 1
    return line


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("sheet1.xml", "w") as sheet:
        for _ in range(300):
            sheet.write(b"<row/>" * (1024 * 1024 // 6))
    # 300 times one MB less the 4 bytes that no whole <row/> fills: 299 MB.
    assert (
        refused_at_once(path)
        == "bomb.xlsx: not a readable XLSX workbook (would grow to more than 200 MB when unpacked)"
    )


def test_a_zip_packed_a_thousand_times_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "bomb.xlsx", ("xl/sharedStrings.xml", b"<si/>" * 400_000))
    assert (
        refused_at_once(path)
        == "bomb.xlsx: not a readable XLSX workbook (would grow more than 100 times when unpacked)"
    )


@pytest.mark.parametrize("count", [2_001, 20_000])
def test_a_zip_of_thousands_of_entries_is_refused(tmp_path: Path, count: int) -> None:
    path = zip_of(tmp_path / "bomb.xlsx", *((f"{number}.xml", b"") for number in range(count)))
    assert refused_at_once(path) == "bomb.xlsx: not a readable XLSX workbook (an archive with more than 2,000 entries)"


def test_an_entry_that_states_a_false_size_is_refused(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "source.xlsx", HEADER, *[SOUND] * 500)
    data = bytearray(source.read_bytes())
    with zipfile.ZipFile(source) as archive:
        name = archive.getinfo("xl/worksheets/sheet1.xml").filename.encode()
    entry = data.rindex(name) - 46  # The fixed part of an entry of the central directory is 46 bytes long.
    data[entry + 24 : entry + 28] = struct.pack("<I", 100)
    path = tmp_path / "faq.xlsx"
    path.write_bytes(data)
    assert refused_at_once(path).startswith("faq.xlsx: not a readable XLSX workbook")


def test_xml_entities_are_refused(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>{SHEET_START}<sheetData>&l9;</sheetData></worksheet>'
    path = with_sheet_xml(tmp_path / "faq.xlsx", xml)
    assert refused_at_once(path).startswith("faq.xlsx: not a readable XLSX workbook (")
    with pytest.raises(SheetUnreadable) as refusal:
        read_workbook(path.read_bytes(), file="faq.xlsx")
    reason: BaseException | None = refusal.value
    while reason is not None and not isinstance(reason, EntitiesForbidden):
        reason = reason.__cause__ or reason.__context__
    assert reason is not None


def test_a_password_protected_or_old_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "faq.xlsx"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1000))
    assert refused_at_once(path) == (
        "faq.xlsx: protected by a password, or an old .xls workbook; save it as .xlsx without a password"
    )


def test_a_zip_with_encrypted_entries_is_refused(tmp_path: Path) -> None:
    data = bytearray(zip_of(tmp_path / "plain.zip", ("[Content_Types].xml", b"x")).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path = tmp_path / "faq.xlsx"
    path.write_bytes(data)
    assert refused_at_once(path) == "faq.xlsx: not a readable XLSX workbook (protected by a password)"


@pytest.mark.parametrize("damage", ["no zip", "cut", "no workbook", "no xml"])
def test_a_broken_workbook_is_refused(tmp_path: Path, damage: str) -> None:
    whole = write_xlsx(tmp_path / "whole.xlsx", HEADER, SOUND).read_bytes()
    path = tmp_path / "faq.xlsx"
    match damage:
        case "no zip":
            path.write_bytes(b"id,department\n")
        case "cut":
            path.write_bytes(whole[: len(whole) // 2])
        case "no workbook":
            zip_of(path, ("hello.txt", b"hello"))
        case "no xml":
            with_sheet_xml(path, "<worksheet")
    assert refused_at_once(path).startswith("faq.xlsx: not a readable XLSX workbook (")


def test_a_sheet_without_rows_holds_no_article(tmp_path: Path) -> None:
    assert refusals(write_xlsx(tmp_path / "a.xlsx")) == ["a.xlsx: holds no article"]
    assert refusals(write_xlsx(tmp_path / "b.xlsx", HEADER)) == ["b.xlsx: holds no article"]


def written(*contents: ArticleContent) -> Any:
    file = io.BytesIO()
    assert write_workbook(contents, file=file) == len(contents)
    return openpyxl.load_workbook(file).worksheets[0]


def test_no_cell_that_is_written_is_a_formula() -> None:
    sheet = written(*(ArticleContent(f"a{n}", c, {"en": ArticleText(c, c, (c,))}) for n, c in enumerate(HOSTILE)))
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["B2"].value == "=1+1"
    assert sheet["B2"].quotePrefix


def test_a_text_too_long_for_excel_is_named_and_not_cut() -> None:
    content = ArticleContent("guide", "TD", {"en": ArticleText("Q?", "x" * 32_768)})
    with pytest.raises(InvalidInput, match=r"guide, column answer_en: 32,768 characters .* export to .jsonl or .csv"):
        write_workbook([content], file=io.BytesIO())


def test_check_archive_lets_a_sound_workbook_pass(tmp_path: Path) -> None:
    workbook.check_archive(write_xlsx(tmp_path / "faq.xlsx", HEADER, SOUND).read_bytes())
    with pytest.raises(SheetUnreadable):
        workbook.check_archive(b"")
