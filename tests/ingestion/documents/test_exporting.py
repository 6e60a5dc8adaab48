from __future__ import annotations

import csv
import datetime
import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.errors import InvalidInput
from ingestion.documents.exporting import export_articles, write_articles
from ingestion.documents.importing import import_articles
from ingestion.documents.samples import sample_files
from knowledge_base.article import ArticleContent, ArticleText, Audience
from tests.ingestion.documents.example import article, check, write_jsonl
from tests.ingestion.documents.test_delimited_text import HOSTILE

FORMATS = [".jsonl", ".csv", ".xlsx"]


@pytest.mark.parametrize("extension", FORMATS)
def test_what_was_exported_comes_back_unchanged(database: Database, tmp_path: Path, extension: str) -> None:
    catalogue = load_catalogue()
    report = import_articles(database, sample_files(), actor=operator(), catalogue=catalogue, publish=True)
    path = tmp_path / f"export{extension}"
    with database.read() as session:
        assert export_articles(session, path) == report.created
    again = import_articles(database, [path], actor=operator(), catalogue=catalogue, publish=True)
    assert (again.unchanged, again.rows) == (report.created, report.created)
    assert list(tmp_path.glob("*.part")) == []


def test_only_live_articles_are_exported(sqlite_database: Database, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "faq.jsonl", article())
    import_articles(sqlite_database, [path], actor=operator(), catalogue=load_catalogue())
    with sqlite_database.read() as session:
        assert export_articles(session, tmp_path / "export.jsonl") == 0


def lines_of(length: int) -> st.SearchStrategy[str]:
    """Texts that an import keeps as they are: one line, no space around it, nothing invisible."""
    alphabet = st.sampled_from("ab=+-@'\"|,;_xX&<>?$9 如何続领執照，。\U0001f697é")
    return st.text(alphabet, min_size=1, max_size=length).map(str.strip).filter(bool)


TEXTS = st.builds(
    ArticleText,
    question=lines_of(40),
    answer=st.lists(lines_of(30), min_size=1, max_size=4).map("\n\n".join),
    variants=st.lists(lines_of(20), max_size=3).map(tuple),
)
DATES = st.none() | st.dates(datetime.date(2000, 1, 1), datetime.date(2040, 1, 1))
CONTENTS = st.builds(
    ArticleContent,
    id=st.from_regex(r"[\w.:/-]{1,20}", fullmatch=True),
    department=st.sampled_from(["TD", "DH", "IMMD"]),
    text=st.dictionaries(st.sampled_from(["en", "zh-Hant", "zh-Hans"]), TEXTS, min_size=1),
    category=st.just("") | lines_of(20),
    source_url=st.sampled_from(["", "https://www.chingwan.example/td?a=b&c='=1'"]),
    audience=st.sampled_from(Audience),
    effective_from=DATES,
    review_by=DATES,
    tags=st.lists(lines_of(10), max_size=3).map(tuple),
)


@pytest.mark.parametrize("extension", FORMATS)
@settings(max_examples=60, deadline=None)
@given(contents=st.lists(CONTENTS, min_size=1, max_size=4, unique_by=lambda content: content.id))
def test_every_article_survives_every_format(extension: str, contents: list[ArticleContent]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export{extension}"
        assert write_articles(contents, path) == len(contents)
        checked = check(path)
    assert [refusal.line() for refusal in checked.refusals] == []
    assert [content for content, _ in checked.articles] == contents


def test_fifty_hostile_texts_make_no_formula_in_any_spreadsheet(tmp_path: Path) -> None:
    hostile = [f"{start}{n}" for n in range(6) for start in HOSTILE][:50]
    contents = [
        ArticleContent(f"a{n}", "TD", {"en": ArticleText(t, t, (t,))}, tags=(t,)) for n, t in enumerate(hostile)
    ]
    write_articles(contents, tmp_path / "export.csv")
    write_articles(contents, tmp_path / "export.xlsx")
    with (tmp_path / "export.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert len([cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "export.xlsx").worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


@pytest.mark.parametrize("name", ["export.xls", "export.json", "export"])
def test_another_extension_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match=r"the extension must be \.jsonl, \.csv or \.xlsx"):
        write_articles([], tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_export_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    write_articles([ArticleContent("a", "TD", {"en": ArticleText("Q?", "A.")})], path)
    before = path.read_bytes()
    with pytest.raises(InvalidInput, match="do not fit into a cell of Excel"):
        write_articles([ArticleContent("a", "TD", {"en": ArticleText("Q?", "x" * 40_000)})], path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["export.xlsx"]
