"""Does the command line show what has changed between two versions?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.database import Database
from assistant.errors import ArticleNotFound
from knowledge_base.article import ArticleText
from tests.knowledge_base.desk.people import content, save
from ui.cli import cli


@pytest.fixture
def installation(tmp_path: Path, clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Version 1 is live, 2 and 3 were written after it."""
    monkeypatch.setenv("CIVICDESK_HOME", str(tmp_path))
    database = Database(f"sqlite:///{tmp_path / 'civicdesk.db'}")
    database.upgrade()
    for number, fee in enumerate((5, 6, 7), start=1):
        text = {
            "en": ArticleText("What is the fee?", f"The fee is ${fee}."),
            "zh-Hant": ArticleText("費用？", f"{fee}元。"),
        }
        save(database, content(text=text), live=number == 1)
    database.close()


def diff(*arguments: str, color: bool = False) -> Result:
    return CliRunner().invoke(cli, ["kb", "diff", *arguments], color=color)


def test_the_newest_version_is_compared_with_what_is_live(installation: None) -> None:
    assert diff("td-fee").output.splitlines() == [
        "td-fee: version 1 (published) to version 3 (draft)",
        "",
        "answer (en)",
        "The fee is $[-5-]{+7+}.",
        "",
        "answer (zh-Hant)",
        "[-5-]{+7+}元。",
    ]


def test_any_two_versions_are_compared(installation: None) -> None:
    assert "[-7-]{+6+}" in diff("td-fee", "--from", "3", "--to", "2").output
    assert diff("td-fee", "--from", "2", "--to", "2").output.endswith("no difference\n")


def test_a_terminal_shows_colours_beside_the_marks(installation: None) -> None:
    assert "\x1b[31m[-5-]\x1b[0m\x1b[32m{+7+}\x1b[0m" in diff("td-fee", color=True).output


def test_a_program_reads_json(installation: None) -> None:
    found = json.loads(diff("td-fee", "--json").output)
    assert (found["from"], found["to"]) == (1, 3)
    assert found["fields"][0] == {
        "language": "en",
        "field": "answer",
        "parts": [
            {"op": "same", "text": "The fee is $"},
            {"op": "removed", "text": "5"},
            {"op": "added", "text": "7"},
            {"op": "same", "text": "."},
        ],
    }


@pytest.mark.parametrize("arguments", [("nothing",), ("td-fee", "--to", "9")])
def test_what_is_not_there_is_said(installation: None, arguments: tuple[str, ...]) -> None:
    assert isinstance(diff(*arguments).exception, ArticleNotFound)
