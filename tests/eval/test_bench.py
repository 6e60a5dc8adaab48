"""The bench as an operator runs it: one table, into the README too, and no chat that meets an error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.bench.chats import client_is_installed
from tests.tracked_files import ROOT
from ui.commands.bench import command

MARKED = "# Speed\n\n<!-- results:bench -->\nold\n<!-- /results:bench -->\n\nMore.\n"


@pytest.mark.slow
def test_a_quick_bench_puts_its_table_on_the_screen_and_into_the_readme(clean_environment: None) -> None:
    Path("README.md").write_text(MARKED, "utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "ui.cli", "bench", "--quick", "--users", "1,16", "--seconds", "1", "--readme"],
        # The hash embedding needs no model, so that the test is quick.
        env={**os.environ, "CIVICDESK_EMBEDDING": "hash", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert ended.returncode == 0, ended.stderr
    rows = {line.split("|")[1].strip(): line for line in ended.stdout.splitlines() if line.startswith("|")}
    wanted = {"Process start to first answer over HTTP", "`civicdesk --help`", "Ingest: import, publish, embed"}
    wanted |= {"First message, one user", "– of it search", "Later message, one user", "Knowledge loaded at start"}
    wanted |= {"Answer beside a busy core", "Top-5 agreement with exact search", "– about a minority topic"}
    wanted |= {"Server's memory"}
    wanted |= {"Chats over HTTP", "– not stored", "Server's memory after the chats"} if client_is_installed() else set()
    assert wanted <= set(rows)
    assert "× ours" in rows["– of it search"]
    assert "× idle" in rows["Answer beside a busy core"]
    assert Path("README.md").read_text("utf-8") == MARKED.replace("old\n", ended.stdout)
    assert [path.name for path in Path().iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--sizes", "1000,many", "not whole numbers"),
        ("--sizes", "10", "from 100 to 1,000,000"),
        ("--users", "1,5000", "from 1 to 1,024"),
        ("--seconds", "0", "0 is not in the range"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_before_anything_starts(option: str, value: str, reason: str) -> None:
    result = CliRunner().invoke(command, [option, value])
    assert result.exit_code == 2
    assert reason in " ".join(result.output.replace("│", " ").split())
