"""Does the service find, know and recognise what it must, measured on the test split of the sample city?

Where a goal is not reached yet, the gate stands just beside what is reached, so that it may not get worse.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from eval.datasets.sample import answerable_questions
from ui.commands.evaluate import command

pytestmark = pytest.mark.slow
LANGUAGES = ("en", "zh-Hant", "zh-Hans")
Measure = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def measure(tmp_path_factory: pytest.TempPathFactory) -> Measure:
    """Runs `civicdesk eval TASK` on the sample city; the knowledge base of the first run serves the others."""
    home = tmp_path_factory.mktemp("eval")

    def run(task: str) -> dict[str, Any]:
        arguments = [task, "--set", "sample", "--out", str(home / task)]
        result = CliRunner().invoke(command, arguments, env={"CIVICDESK_HOME": str(home)}, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        (folder,) = Path(home / task).iterdir()
        assert {path.name for path in folder.iterdir()} >= {"config.toml", "results.json", "rows.jsonl", "table.md"}
        results: dict[str, Any] = json.loads((folder / "results.json").read_text("utf-8"))
        return results

    return run


def test_each_language_finds_at_least_what_the_better_plain_baseline_finds(measure: Measure):
    sample = measure("retrieval")["sample"]
    for language in LANGUAGES:
        systems = sample[language]["systems"]
        best_plain = max(systems["bm25"]["recall@1"], systems["minilm"]["recall@1"])
        assert systems["service"]["recall@1"] >= best_plain, language
        assert systems["service"]["recall@5"] >= 0.88, language


def test_what_is_answered_is_right_and_half_of_all_is_answered(measure: Measure):
    sample = measure("abstention")["sample"]["all"]
    assert sample["precision"] >= 0.95  # Goal 0.88.
    assert sample["answered"] >= 0.50  # Goal 0.55, reached by offering titles beside it.
    assert sample["answered"] + sample["offered"] * sample["offered_relevant"] >= 0.80
    assert sample["answered_near_miss"] <= 0.40  # Goal 0.35.


def test_danger_and_the_wish_for_a_person_are_recognised_and_no_question_is_taken_for_danger(measure: Measure):
    results = measure("routing")
    for intent in ("emergency", "crisis", "human_request"):
        assert results["intents"][intent]["recognised"]["all"] >= 0.95, intent
    assert results["false_alarms"] == []
    assert len(answerable_questions()) >= 400
