"""Does a whole run leave its folder behind, without a model and with one that judges too?"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from assistant.language_models.chosen import one_model
from assistant.language_models.scripted_chat_model import ScriptedChatModel
from assistant.settings import Settings
from eval.answers.cli import measure_answers
from eval.answers.with_models import WithModels, open_with_models
from eval.datasets.questions import Split
from eval.measurement import Measurement
from eval.runs import start_run
from knowledge_base.embeddings import HashEmbedding
from tests.eval.answers.city import CITY


def measurement(folder: Path, wanted: WithModels) -> Measurement:
    embedding = HashEmbedding()
    run = start_run(folder, "answers")
    cache = folder / "cache"
    return Measurement(
        run, [CITY], [], Split.TEST, embedding, embedding, cache, report=lambda line: None, with_models=wanted
    )


def test_without_a_model_approved_text_is_measured(tmp_path: Path):
    measured = measurement(tmp_path, WithModels(runs=2))
    table = measure_answers(measured)
    folder = measured.run.folder
    assert {path.name for path in folder.iterdir()} == {
        "config.toml",
        "results.json",
        "table.md",
        "rows.jsonl",
        "failures.jsonl",
        "answers_by_language.png",
    }
    assert table.startswith("Models: none")
    assert tomllib.loads((folder / "config.toml").read_text("utf-8"))["models"].startswith("none")
    numbers = json.loads((folder / "results.json").read_text("utf-8"))["sample"]["all"]
    assert (numbers["questions"], numbers["unanswerable"], numbers["runs"]) == (3, 1, 2)
    assert (numbers["right"], numbers["faithful"], numbers["contradicted"]) == (1.0, 1.0, 0.0)


def test_a_model_that_gives_nothing_changes_nothing_and_a_judge_has_a_table(tmp_path: Path):
    def say(messages: object) -> str:
        return '{"answers": true, "is_true": true}'

    models = one_model(ScriptedChatModel(say=say, name="small"))
    measured = measurement(tmp_path, WithModels(models, most_questions=2, judged=True))
    table = measure_answers(measured)
    assert table.startswith("Models: understand small, compose small")
    assert "| sample | 2 | 2 | 1.000 | 1.000 |" in table
    results = json.loads((measured.run.folder / "results.json").read_text("utf-8"))
    assert results["sample"]["all"]["right"] == 1.0
    assert results["judge"]["sample"]["given"] == 2


def test_models_and_prices_are_those_of_the_settings(settings: Settings):
    settings.home.mkdir(parents=True, exist_ok=True)
    (settings.home / "models.toml").write_text('[compose]\nmodel = "small"\n[prices.small]\ninput = 2\n', "utf-8")
    wanted = open_with_models(settings, runs=3, most_questions=5)
    assert wanted.describe() == "compose small"
    assert wanted.prices["small"].cost(1_000_000, 0) == 2
    assert (wanted.runs, wanted.most_questions, wanted.judged) == (3, 5, False)
