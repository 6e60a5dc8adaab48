"""Does a service answer at once while another model's vectors are made, and change over without a seam?"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import func, select

from assistant.accounts.permissions import operator
from assistant.answering.knowledge import Query
from assistant.database import Database
from assistant.errors import EmbeddingUnavailable, SettingsInvalid
from assistant.settings import Settings
from knowledge_base import editing, re_embedding, release
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.embeddings import Embedding, HashEmbedding
from knowledge_base.models import Vector
from knowledge_base.re_embedding import EmbeddingState, ServedKnowledge, measure_coverage, open_served_knowledge
from tests.knowledge_base.test_model_folder import cut, write_model
from tests.tracked_files import ROOT

ARTICLES = 300
TEXTS = 2 * ARTICLES
"""A question and an answer each: nine batches of 64 and one of 24."""
QUESTION = Query("swimming pool number 7", "en")


class ScriptedModel:
    """Hashes words; waits for its gate, is down, or makes vectors of another width than it says."""

    def __init__(self, name: str, dimensions: int = 256, *, says: int = 0) -> None:
        self._inner = HashEmbedding(dimensions)
        self.name, self.dimensions = name, says or dimensions
        self.gate = threading.Event()
        self.gate.set()
        self.is_down = False
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        assert self.gate.wait(30)
        if self.is_down:
            raise EmbeddingUnavailable("it is down")
        self.embedded += texts
        return self._inner.embed(texts)

    def asked(self, text: str) -> int:
        return self.embedded.count(text)


class Installation:
    """Settings, a database and the models that can be opened by name."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings, self.database = settings, database
        self.models: dict[str, ScriptedModel] = {}
        self.opened: list[ServedKnowledge] = []

    def model(self, name: str, dimensions: int = 256, *, says: int = 0) -> ScriptedModel:
        self.models[name] = ScriptedModel(name, dimensions, says=says)
        return self.models[name]

    def start(self, name: str) -> ServedKnowledge:
        """A service whose setting names the model `name`, loaded but not yet preparing anything."""
        settings = self.settings.model_copy(update={"embedding": name})
        self.opened.append(open_served_knowledge(settings, self.database, open_model=self._open))
        self.opened[-1].warm_up()
        return self.opened[-1]

    def _open(self, settings: Settings) -> Embedding:
        try:
            return self.models[settings.embedding]
        except KeyError:
            raise SettingsInvalid("no such model", field="CIVICDESK_EMBEDDING") from None

    def publish(self, *numbers: int) -> None:
        with self.database.write() as session:
            for number in numbers:
                text = ArticleText(
                    f"Where is swimming pool number {number}?", f"Pool {number} stands in street {number}."
                )
                editing.save_version(session, ArticleContent(f"pool-{number}", "LCSD", {"en": text}), actor=operator())
                release.publish(session, f"pool-{number}", actor=operator())

    def stored(self, model: str) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(Vector).where(Vector.model == model)) or 0


@pytest.fixture
def installation(
    settings: Settings, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    """Three hundred articles with the vectors of the model `old`."""
    monkeypatch.setattr(re_embedding, "_PAUSE_SECONDS", 0.05)
    made = Installation(settings, sqlite_database)
    made.publish(*range(ARTICLES))
    made.model("old")
    made.start("old").close()
    made.models["old"].embedded.clear()
    yield made
    for model in made.models.values():
        model.gate.set()
    for served in made.opened:
        served.close()


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def best(served: ServedKnowledge, query: Query = QUESTION) -> tuple[str, str]:
    """The first article found, and how it was searched for."""
    result = served.search(query)
    return result.hits[0].article_id, result.mode


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

    new.embed = embed_two_batches  # type: ignore[method-assign]
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
        "from tests.knowledge_base.test_re_embedding import ScriptedModel\n"
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
