"""Does a service answer at once while another model's vectors are made, and change over without a seam?"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.answering.knowledge import Query
from assistant.database import Database
from assistant.settings import Settings
from knowledge_base import re_embedding
from knowledge_base.re_embedding import EmbeddingState
from tests.knowledge_base.two_models import (
    QUESTION,
    TEXTS,
    Installation,
    best,
    installation,
    wait_until,
)
from tests.tracked_files import ROOT

__all__ = ["installation"]


def test_a_first_start_makes_its_vectors_before_it_serves(settings: Settings, sqlite_database: Database):
    installation = Installation(settings, sqlite_database)
    installation.publish(1, 2, 7)
    installation.model("first")
    served = installation.start("first")
    assert served.state == EmbeddingState("first")
    assert installation.stored("first") == 6  # Three questions and three answers.
    assert best(served) == ("pool-7", "hybrid")


def test_an_unchanged_model_prepares_nothing(installation: Installation):
    served = installation.start("old")
    served.start()
    assert served.state == EmbeddingState("old")
    assert installation.models["old"].asked("Where is swimming pool number 7?") == 0


@pytest.mark.parametrize("dimensions", [256, 128, 384])
def test_the_old_model_serves_until_the_new_one_of_any_width_is_whole(installation: Installation, dimensions: int):
    old, new = installation.models["old"], installation.model("new", dimensions)
    new.gate.clear()
    served = installation.start("new")
    served.start()
    assert served.state == EmbeddingState("old", preparing="new", done=0, of=TEXTS)
    assert best(served) == ("pool-7", "hybrid")
    assert (old.asked(QUESTION.text), new.asked(QUESTION.text)) == (1, 0)

    new.gate.set()
    wait_until(lambda: served.state == EmbeddingState("new"))
    assert best(served) == ("pool-7", "hybrid")
    assert (old.asked(QUESTION.text), new.asked(QUESTION.text)) == (1, 1)
    assert (installation.stored("old"), installation.stored("new")) == (TEXTS, TEXTS)


def test_a_question_in_flight_ends_on_the_pair_on_which_it_began(installation: Installation):
    old = installation.models["old"]
    installation.model("new", 128)
    served = installation.start("new")
    old.gate.clear()
    told: list[tuple[str, str]] = []
    asking = threading.Thread(target=lambda: told.append(best(served)))
    asking.start()
    served.start()
    wait_until(lambda: served.state.serving == "new")
    old.gate.set()
    asking.join(30)
    assert told == [("pool-7", "hybrid")]
    assert old.asked(QUESTION.text) == 1


def test_questions_never_fail_while_the_models_change_over(installation: Installation):
    installation.model("new", 128)
    served = installation.start("new")
    stop, told = threading.Event(), set[tuple[str, str]]()

    def ask() -> None:
        while not stop.is_set():
            told.add(best(served))

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    served.start()
    wait_until(lambda: served.state.serving == "new")
    time.sleep(0.1)
    stop.set()
    for asker in askers:
        asker.join(30)
    assert told == {("pool-7", "hybrid")}


def test_where_the_old_model_is_gone_words_serve_until_the_new_one_is_whole(installation: Installation):
    del installation.models["old"]
    new = installation.model("new")
    new.gate.clear()
    served = installation.start("new")
    served.start()
    assert served.state == EmbeddingState("none", preparing="new", done=0, of=TEXTS)
    assert best(served) == ("pool-7", "keyword")
    new.gate.set()
    wait_until(lambda: served.state == EmbeddingState("new"))
    assert best(served) == ("pool-7", "hybrid")


def test_an_article_that_is_published_meanwhile_is_found_before_and_after(installation: Installation):
    new = installation.model("new")
    new.gate.clear()
    served = installation.start("new")
    served.start()
    installation.publish(777)
    assert best(served, Query("swimming pool number 777", "en")) == ("pool-777", "hybrid")
    new.gate.set()
    wait_until(lambda: served.state.serving == "new")
    assert best(served, Query("swimming pool number 777", "en")) == ("pool-777", "hybrid")
    assert (installation.stored("old"), installation.stored("new")) == (TEXTS + 2, TEXTS + 2)


def test_an_old_model_that_lacks_a_few_texts_serves_without_making_them_first(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(re_embedding, "SOON_EMBEDDED", 1)
    installation.publish(777)
    installation.model("new").gate.clear()
    served = installation.start("new")
    assert served.state.serving == "old"
    assert installation.stored("old") == TEXTS
    assert best(served, Query("swimming pool number 777", "en"))[0] == "pool-777"


def test_an_old_model_that_lacks_many_texts_leaves_the_words(installation: Installation):
    installation.publish(*range(1000, 1040))  # 600 of 680 texts are 88 %.
    installation.model("new").gate.clear()
    assert installation.start("new").state.serving == "none"


def test_progress_is_told_in_whole_batches_and_in_the_log(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(re_embedding, "_LOG_SECONDS", 0.0)
    caplog.set_level("INFO")
    installation.model("new")
    served = installation.start("new")
    served.start()
    wait_until(lambda: served.state.serving == "new")
    progress = [record.getMessage() for record in caplog.records if " texts" in record.getMessage()]
    assert progress == [f"embedding: new has {done} of 600 texts" for done in (*range(0, 600, 64), 600)]
    assert "new serves now" in caplog.text


def test_a_service_that_ends_half_way_goes_on_where_it_was(installation: Installation):
    new = installation.model("new")
    first = installation.start("new")
    embed, batches = new.embed, 0

    def embed_two_batches(texts: Sequence[str]) -> NDArray[np.float32]:
        nonlocal batches
        batches += len(texts) > 1
        if batches == 2:
            first._stop.set()  # As `close` does, at a known moment.
        return embed(texts)

    new.embed = embed_two_batches  # type: ignore[method-assign]  # It is stopped between two batches.
    first.start()
    wait_until(lambda: first._thread is not None and not first._thread.is_alive())
    assert (first.state.serving, installation.stored("new")) == ("old", 128)

    second = installation.start("new")
    assert second.state == EmbeddingState("old", preparing="new", done=128, of=TEXTS)
    new.embedded.clear()
    second.start()
    wait_until(lambda: second.state.serving == "new")
    assert len([text for text in new.embedded if "ool" in text]) == TEXTS - 128


def test_a_kill_half_way_costs_at_most_a_batch(installation: Installation):
    program = (
        "import time\n"
        "from assistant.database import Database\n"
        "from assistant.settings import Settings\n"
        "from knowledge_base.re_embedding import open_served_knowledge\n"
        "from tests.knowledge_base.two_models import ScriptedModel\n"
        "class Slow(ScriptedModel):\n"
        "    def embed(self, texts):\n"
        "        time.sleep(0.3 if len(texts) > 1 else 0)\n"
        "        return super().embed(texts)\n"
        "models = {'old': ScriptedModel('old'), 'new': Slow('new')}\n"
        f"settings = Settings(_env_file=None, home={str(installation.settings.home)!r}, embedding='new')\n"
        "served = open_served_knowledge(settings, Database(settings.sqlalchemy_url),\n"
        "    open_model=lambda settings: models[settings.embedding])\n"
        "served.warm_up()\n"
        "served.start()\n"
        "time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    try:
        wait_until(lambda: installation.stored("new") >= 128 or process.poll() is not None)
    finally:
        process.kill()
        process.wait(30)
    kept = installation.stored("new")
    assert kept in range(128, TEXTS, 64)

    new = installation.model("new")
    served = installation.start("new")
    assert served.state == EmbeddingState("old", preparing="new", done=kept, of=TEXTS)
    served.start()
    wait_until(lambda: served.state.serving == "new")
    assert len([text for text in new.embedded if "ool" in text]) == TEXTS - kept


def test_two_processes_of_an_installation_make_each_vector_once(installation: Installation):
    new = installation.model("new")
    new.gate.clear()
    both = [installation.start("new"), installation.start("new")]
    for served in both:
        served.start()
    new.gate.set()
    wait_until(lambda: all(served.state.serving == "new" for served in both))
    assert len([text for text in new.embedded if "ool" in text]) == TEXTS
