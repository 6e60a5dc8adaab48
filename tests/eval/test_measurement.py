"""Does a whole run of each task leave its folder behind?  On the sample city, with vectors that need no model."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.confidence import Model
from assistant.errors import InvalidInput
from eval.abstention.cli import measure_abstention
from eval.abstention.fit import FEATURES, fit_confidence
from eval.datasets.questions import Split
from eval.knowledge_sets import SAMPLE, KnowledgeSet, load_set, load_sets, open_set
from eval.measurement import Measurement
from eval.privacy.cli import measure_privacy
from eval.retrieval.cli import measure_retrieval
from eval.routing.cli import measure_routing
from eval.runs import start_run
from knowledge_base.embeddings import HashEmbedding

pytestmark = pytest.mark.slow
Task = Callable[[Measurement], str]
TASKS: dict[str, tuple[Task, set[str]]] = {
    "abstention": (measure_abstention, {"risk_coverage_sample.png"}),
    "privacy": (measure_privacy, set()),
    "retrieval": (measure_retrieval, {"recall_by_language.png"}),
    "routing": (measure_routing, {"confusion.png"}),
}
WRITTEN = {"config.toml", "results.json", "table.md", "rows.jsonl", "failures.jsonl"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("eval")


@pytest.fixture(scope="module")
def sample() -> KnowledgeSet:
    return load_set(SAMPLE, Path("nowhere"))


def measurement(home: Path, task: str, sample: KnowledgeSet) -> Measurement:
    embedding = HashEmbedding()
    run = start_run(home, task)
    return Measurement(run, [sample], [], Split.TEST, embedding, embedding, home / "cache", report=lambda line: None)


@pytest.mark.parametrize("name", TASKS)
def test_each_task_leaves_a_whole_folder(name: str, home: Path, sample: KnowledgeSet):
    task, pictures = TASKS[name]
    measured = measurement(home, name, sample)
    table = task(measured)
    folder = measured.run.folder
    assert {path.name for path in folder.iterdir()} == WRITTEN | pictures
    assert (folder / "table.md").read_text("utf-8").strip() == table
    config = tomllib.loads((folder / "config.toml").read_text("utf-8"))
    assert (config["task"], config["split"], config["sets"]) == (name, "test", ["sample"])
    assert {"search", "confidence"} <= config.keys()
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) >= len(measured.questions(sample, answerable_only=True))


def test_a_model_is_fitted_for_each_script_and_read_back_by_the_service(home: Path, sample: KnowledgeSet):
    path = home / "confidence.toml"
    report = fit_confidence(measurement(home, "abstention", sample), path)
    fitted = tomllib.loads(path.read_text("utf-8"))
    assert set(fitted) == {"latin", "han"}
    for script in fitted.values():
        assert 0 < script["thresholds"]["answer"] < 1
        assert set(script["weights"]) <= set(FEATURES)
        assert min(script["weights"].values()) >= 0
        assert Model(script["intercept"], script["weights"]).probability({}) < 0.5
    assert path.read_text("utf-8").startswith("# Written by `civicdesk eval abstention --fit`")
    assert "latin: " in report


def test_a_set_is_built_once_and_found_again(home: Path, sample: KnowledgeSet):
    few = KnowledgeSet("few", sample.articles[:5], ())
    for _ in range(2):
        with open_set(few, HashEmbedding(), cache=home / "few") as opened:
            assert opened.knowledge.size()[0] == 5
    (folder,) = (home / "few").iterdir()
    changed = KnowledgeSet("few", sample.articles[:4], ())
    with open_set(changed, HashEmbedding(), cache=home / "few") as opened:
        assert opened.knowledge.size()[0] == 4
    assert len(list((home / "few").iterdir())) == 2
    assert folder.is_dir()


def test_sets_that_are_not_at_hand_are_named_and_an_unknown_one_is_refused(tmp_path: Path):
    sets, missing = load_sets(["sample", "doc2dial"], tmp_path)
    assert [chosen.name for chosen in sets] == ["sample"]
    assert missing == ["doc2dial"]
    with pytest.raises(InvalidInput, match="no set 'other'"):
        load_sets(["other"], tmp_path)
