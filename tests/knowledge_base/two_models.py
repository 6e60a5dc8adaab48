"""Which installation changes from one embedding model to another?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

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
from knowledge_base.re_embedding import ServedKnowledge, open_served_knowledge

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
