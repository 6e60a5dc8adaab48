"""Is knowledge brought in, taken out and withdrawn on the command line?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.assistant.licence_knowledge import TITLES
from tests.ingestion.documents.example import article, write_jsonl
from tests.ingestion.documents.pages import guidance_page
from tests.ui.command_line import filled_home, home, invoke, refusal, run
from tests.ui.conftest import write_articles

__all__ = ["filled_home", "home"]

LANGUAGES = ("en", "zh-Hant", "zh-Hans")


def test_an_import_says_what_it_did(home: Path, tmp_path: Path) -> None:
    path = write_articles(tmp_path)
    assert run("kb", "import", str(path), "--publish").splitlines()[-1].startswith("1 file, 5 rows: 5 new")
    assert "5 unchanged" in run("kb", "import", str(path), "--publish")


def test_a_draft_answers_nobody(home: Path, tmp_path: Path) -> None:
    run("kb", "import", str(write_articles(tmp_path)))
    assert json.loads(run("ask", TITLES["en"], "--json"))["outcome"] == "handoff"


def test_a_page_is_tried_and_then_imported_as_a_draft_of_the_department(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "renew.html"
    path.write_text(guidance_page("zh-Hant"), "utf-8")
    for _ in range(2):
        tried = run("kb", "import", str(path), "--department", "TD", "--dry-run").splitlines()
        assert tried[-1] == "1 row: 1 new, 0 changed, 0 unchanged, 0 refused; nothing was stored"
    assert "1 new" in run("kb", "import", str(path), "--department", "TD")
    assert "1 unchanged" in run("kb", "import", str(path), "--department", "TD", "--dry-run")
    assert invoke("kb", "import", str(path), "--dry-run").exit_code == 1  # Of no department.


def test_a_refused_import_lists_every_row_and_brings_nothing_in(home: Path, tmp_path: Path) -> None:
    bad = [article(id="b", department="Nowhere"), article(id="c", effective_from="tomorrow")]
    path = write_jsonl(tmp_path / "mixed.jsonl", article(), *bad)
    result = invoke("kb", "import", str(path), "--publish")
    assert result.exit_code == 1
    assert "mixed.jsonl row 2, column department" in result.stderr
    assert "mixed.jsonl row 3, column effective_from" in result.stderr
    assert json.loads(run("ask", TITLES["en"], "--json"))["outcome"] == "handoff"


def test_the_good_rows_of_a_bad_file_can_be_brought_in(home: Path, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "mixed.jsonl", article(), article(id="b", department="Nowhere"))
    told = run("kb", "import", str(path), "--publish", "--skip-bad")
    assert "1 new" in told
    assert "1 refused" in told
    assert json.loads(run("ask", TITLES["en"], "--json"))["outcome"] == "answered"


def test_an_import_of_a_missing_file_is_refused(home: Path, tmp_path: Path) -> None:
    result = invoke("kb", "import", str(tmp_path / "missing.jsonl"))
    assert result.exit_code == 1
    assert "missing.jsonl" in result.stderr
    assert invoke("kb", "import").exit_code == 2


@pytest.mark.parametrize("extension", ["jsonl", "csv", "xlsx"])
def test_what_is_exported_can_be_imported_without_a_change(filled_home: Path, tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"export.{extension}"
    assert run("kb", "export", str(path)).startswith("5 articles")
    assert "5 unchanged" in run("kb", "import", str(path), "--publish")


def test_an_export_that_cannot_be_written_says_so(filled_home: Path, tmp_path: Path) -> None:
    result = invoke("kb", "export", str(tmp_path / "missing" / "export.jsonl"))
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "export.jsonl" in result.output


def test_an_export_in_an_unknown_format_says_so(
    filled_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ".jsonl" in refusal(monkeypatch, capsys, "kb", "export", str(tmp_path / "export.pdf"))


def test_a_withdrawn_article_answers_nobody(filled_home: Path) -> None:
    assert "withdrawn" in run("kb", "withdraw", "td-renew-driving-licence", "--reason", "the fee changed")
    answer = json.loads(run("ask", TITLES["en"], "--json"))
    shown = [*answer["citations"], *answer["retrieved"]]
    assert "td-renew-driving-licence" not in [article["article_id"] for article in shown]


def test_an_article_that_is_not_there_cannot_be_withdrawn(
    filled_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "td-nothing" in refusal(monkeypatch, capsys, "kb", "withdraw", "td-nothing")


def test_the_index_can_be_built_anew(filled_home: Path) -> None:
    assert "passages in the exact index" in run("kb", "reindex")
    assert json.loads(run("ask", TITLES["en"], "--json"))["outcome"] == "answered"
