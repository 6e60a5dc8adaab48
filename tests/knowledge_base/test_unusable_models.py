"""What serves while an embedding model is down, damaged, of a wrong width or not there?"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.accounts.permissions import operator
from assistant.database import Database
from assistant.errors import SettingsInvalid
from assistant.settings import Settings
from knowledge_base import release
from knowledge_base.re_embedding import EmbeddingState, measure_coverage, open_served_knowledge
from tests.knowledge_base.test_model_folder import cut, write_model
from tests.knowledge_base.two_models import (
    TEXTS,
    Installation,
    best,
    installation,
    wait_until,
)

__all__ = ["installation"]


def test_a_new_model_that_is_down_is_waited_for(installation: Installation):
    new = installation.model("new")
    new.is_down = True
    served = installation.start("new")
    served.start()
    wait_until(lambda: "it is down" in served.state.problem)
    assert served.state.problem.startswith("CIVICDESK_EMBEDDING: new cannot be used")
    assert best(served) == ("pool-7", "hybrid")
    new.is_down = False
    wait_until(lambda: served.state == EmbeddingState("new"))


def test_an_old_model_that_can_be_opened_but_not_loaded_leaves_the_words(installation: Installation):
    installation.models["old"].is_down = True
    installation.model("new")
    served = installation.start("new")
    assert served.state.serving == "none"
    assert "old cannot be used" in served.state.problem
    assert best(served) == ("pool-7", "keyword")
    served.start()
    wait_until(lambda: served.state == EmbeddingState("new"))


def test_a_new_model_whose_vectors_are_not_as_wide_as_its_files_say_never_serves(installation: Installation):
    installation.model("new", 128, says=384)
    served = installation.start("new")
    served.start()
    wait_until(lambda: served.state.problem != "")
    assert "384" in served.state.problem
    assert "128" in served.state.problem
    assert served.state.serving == "old"
    assert best(served) == ("pool-7", "hybrid")


def test_the_only_model_of_a_wrong_width_leaves_the_words(settings: Settings, sqlite_database: Database):
    installation = Installation(settings, sqlite_database)
    installation.publish(1, 2, 7)
    installation.model("first", 128, says=384)
    served = installation.start("first")
    assert served.state.serving == "none"
    assert "384" in served.state.problem
    assert best(served) == ("pool-7", "keyword")


@pytest.mark.parametrize("file", ["model.safetensors", "modules.json"])
def test_a_damaged_folder_is_named_and_words_serve(
    installation: Installation, tmp_path: Path, caplog: pytest.LogCaptureFixture, file: str
):
    path = write_model(tmp_path / "own")
    cut(path / file)
    settings = installation.settings.model_copy(update={"embedding": str(path)})
    served = open_served_knowledge(settings, installation.database)
    served.warm_up()
    served.start()
    line = served.state.problem
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [line]
    for named in ("CIVICDESK_EMBEDDING", str(path), str(path / file)):
        assert named in line
    assert (served.state.serving, served.state.preparing) == ("none", "")
    assert best(served) == ("pool-7", "keyword")


def test_a_folder_that_is_not_there_is_a_wrong_setting(installation: Installation, tmp_path: Path):
    settings = installation.settings.model_copy(update={"embedding": str(tmp_path / "nowhere")})
    with pytest.raises(SettingsInvalid):
        open_served_knowledge(settings, installation.database)


def test_coverage_counts_live_texts_only(installation: Installation):
    with installation.database.write() as session:
        release.withdraw(session, "pool-7", actor=operator())
    with installation.database.read() as session:
        coverage = measure_coverage(session)
    assert (coverage.texts, coverage.stored) == (TEXTS - 2, {"old": TEXTS - 2})
