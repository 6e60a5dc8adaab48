"""What does a measurement leave behind, and how does its table come into the README?"""

import datetime
import json
import tomllib
from pathlib import Path

import pytest

from assistant.errors import InvalidInput
from eval.runs import start_run
from eval.tables import markdown_table, put_between_markers, share

NOON = datetime.datetime(2026, 11, 21, 12, 0, 0, tzinfo=datetime.UTC)


def test_a_run_keeps_its_settings_numbers_rows_and_failures(tmp_path: Path):
    run = start_run(tmp_path, "retrieval", now=NOON)
    run.write_config({"split": "test", "sets": ["sample"], "policy": {"keyword": 0.4}})
    run.write_results({"recall": 0.5})
    run.write_table("| a |")
    run.write_rows([{"id": "q1"}, {"id": "問"}], failures=[{"id": "問"}])
    assert run.folder.name == "retrieval-20261121T120000Z"
    assert tomllib.loads((run.folder / "config.toml").read_text("utf-8"))["policy"] == {"keyword": 0.4}
    assert json.loads((run.folder / "results.json").read_text("utf-8")) == {"recall": 0.5}
    assert (run.folder / "table.md").read_text("utf-8") == "| a |\n"
    assert len((run.folder / "rows.jsonl").read_text("utf-8").splitlines()) == 2
    assert json.loads((run.folder / "failures.jsonl").read_text("utf-8")) == {"id": "問"}


def test_two_runs_within_one_second_do_not_meet(tmp_path: Path):
    folders = {start_run(tmp_path, "routing", now=NOON).folder for _ in range(2)}
    assert len(folders) == 2


def test_a_table_sets_its_numbers_to_the_right():
    assert markdown_table(["set", "@1"], [["sample", share(0.5)], ["none", share(None)]]) == (
        "| set | @1 |\n| --- | ---: |\n| sample | 0.500 |\n| none | – |"
    )


def test_the_readme_gets_the_new_table_and_keeps_the_rest(tmp_path: Path):
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- results:a -->\nold\n<!-- /results:a -->\nafter\n", "utf-8")
    put_between_markers(readme, "a", "new")
    text = readme.read_text("utf-8")
    assert "old" not in text
    assert text.startswith("before\n<!-- results:a -->\n")
    assert "new" in text
    assert text.endswith("<!-- /results:a -->\nafter\n")


def test_a_missing_marker_is_named_and_nothing_is_written(tmp_path: Path):
    readme = tmp_path / "README.md"
    readme.write_text("<!-- results:a -->", "utf-8")
    with pytest.raises(InvalidInput, match="/results:a"):
        put_between_markers(readme, "a", "new")
    assert readme.read_text("utf-8") == "<!-- results:a -->"
