from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingestion.documents.sheet_reading import read_sheet
from tests.ingestion.documents.example import ROW, article, refusals, write_csv, write_jsonl

NOBODY = 65534


@pytest.mark.parametrize("name", ["faq.jsonl", "faq.csv", "faq.xlsx"])
@pytest.mark.parametrize("content", [b"", b" \n\r\n"])
def test_an_empty_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert refusals(tmp_path / name) == [f"{name}: the file is empty"]


def test_a_table_that_is_only_a_header_holds_no_article(tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_text("id,department,question_en,answer_en\n")
    assert refusals(tmp_path / "faq.csv") == ["faq.csv: holds no article"]


@pytest.mark.parametrize("name", ["faq.jsonl", "faq.csv", "faq.xlsx"])
def test_a_file_over_fifty_megabytes_is_refused(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    assert refusals(tmp_path / name) == [f"{name}: larger than 50 MB; split it into several files"]


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "latin-1"])
@pytest.mark.parametrize("name", ["faq.jsonl", "faq.csv"])
def test_text_in_an_older_encoding_is_refused(tmp_path: Path, name: str, encoding: str) -> None:
    text = "id,department,question_en,answer_en\na,TD,café,ü\n" if encoding == "latin-1" else "編號，部門"
    (tmp_path / name).write_bytes(text.encode(encoding))
    assert refusals(tmp_path / name) == [f"{name}: not UTF-8 text; in Excel choose “CSV UTF-8” when saving"]


def test_utf_16_without_its_mark_is_refused(tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_bytes("id,department,question_en,answer_en\n".encode("utf-16-le"))
    assert refusals(tmp_path / "faq.csv") == ["faq.csv: not UTF-8 text: the first line holds NUL characters"]


@pytest.mark.parametrize("name", ["faq.pdf", "faq.json", "faq"])
def test_an_unknown_kind_of_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("hello")
    (line,) = refusals(tmp_path / name)
    assert line.startswith(f"{name}: unknown kind of file")


@pytest.mark.parametrize("extension", [".xls", ".xlsm", ".xlsb", ".ods"])
def test_other_workbooks_are_refused_with_what_to_do(tmp_path: Path, extension: str) -> None:
    (tmp_path / f"faq{extension}").write_text("hello")
    assert refusals(tmp_path / f"faq{extension}") == [
        f"faq{extension}: {extension} workbooks are not read; save it as .xlsx"
    ]


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert refusals(tmp_path / "missing.csv", tmp_path / "folder.csv", tmp_path / "nul\0.csv") == [
        "missing.csv: no such file",
        "folder.csv: not a file",
        "nul.csv: no such file",
    ]


@contextmanager
def nobody() -> Iterator[None]:
    """Root reads every file, so whoever runs the tests as root is somebody else for a moment."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    refusals(tmp_path / "missing.csv")  # Whatever reading imports, it has imported then.
    with tempfile.TemporaryDirectory() as folder:  # Others may not look into `tmp_path` at all.
        Path(folder).chmod(0o755)
        path = write_jsonl(Path(folder) / "faq.jsonl", article())
        path.chmod(0)
        with nobody():
            assert refusals(path) == ["faq.jsonl: cannot be read: Permission denied"]


def test_the_extension_may_be_in_capitals(tmp_path: Path) -> None:
    assert refusals(write_jsonl(tmp_path / "FAQ.JSONL", article())) == []


@pytest.mark.parametrize("name", ["faq.tsv", "faq.txt"])
def test_unicode_text_of_excel_is_a_table(tmp_path: Path, name: str) -> None:
    assert refusals(write_csv(tmp_path / name, ROW, delimiter="\t", encoding="utf-16")) == []


def test_json_lines_may_start_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "faq.jsonl", article())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert refusals(path) == []


def test_a_file_can_be_called_by_another_name(tmp_path: Path) -> None:
    assert read_sheet(tmp_path / "missing.csv", file="b/missing.csv").refusals[0].file == "b/missing.csv"
