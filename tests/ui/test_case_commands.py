"""Do the commands list and export cases?"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from assistant.database import Database
from tests.assistant.cases.mails import BY_LANGUAGE, open_mail
from tests.ui.command_line import database, home, refusal, run

__all__ = ["database", "home"]


def test_cases_are_listed_and_found_by_their_words(database: Database) -> None:
    cases = {language: open_mail(database, mail).case for language, mail in BY_LANGUAGE.items()}
    lines = run("cases", "list").splitlines()
    assert {line.split()[0] for line in lines} == {case.number for case in cases.values()}
    [line] = run("cases", "list", "--search", "婆婆", "--language", "zh-Hant", "--view", "triage").splitlines()
    assert line.startswith(f"{cases['zh-Hant'].number}  triage  urgent  -  -  ")
    assert line.endswith(cases["zh-Hant"].summary)


def test_cases_are_exported_as_the_name_of_the_file_says(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    number = open_mail(database).case.number
    assert run("cases", "export", str(tmp_path / "cases.csv")).startswith("1 cases written")
    assert number in (tmp_path / "cases.csv").read_text("utf-8-sig")
    run("cases", "export", str(tmp_path / "cases.xlsx"), "--priority", "urgent")
    sheet = openpyxl.load_workbook(tmp_path / "cases.xlsx")["cases"]
    assert sheet.cell(2, 1).value == number
    assert "called .csv or .xlsx" in refusal(monkeypatch, capsys, "cases", "export", str(tmp_path / "cases.pdf"))
