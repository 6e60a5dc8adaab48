"""Which vectors serve while another model's are being made?

A service that starts under another embedding than its vectors were made with goes on with the old vectors and the old
model, or by words where that model is gone, while a thread makes the new vectors; then it changes over at once.
"""

from __future__ import annotations

import fcntl
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.answering.knowledge import Hit, Query, SearchResult
from assistant.database import Database
from assistant.errors import DatabaseUnavailable, EmbeddingUnavailable, SettingsInvalid
from assistant.settings import PREFIX, Settings
from knowledge_base.embeddings import Embedding, OpenAIEmbedding, open_embedding
from knowledge_base.knowledge_base import KnowledgeBase, open_knowledge_base
from knowledge_base.known_models import OpenEmbedding, open_known, remember
from knowledge_base.model_folder import ModelFolderDamaged, ModelFolderMissing
from knowledge_base.models import ArticleVersion, PassageRow, Vector, VersionState
from knowledge_base.publishing import embed_pending

logger = logging.getLogger(__name__)

NEARLY_ALL = 0.9
"""A model serves with this share of the live texts; the other articles are found by their words."""
SOON_EMBEDDED = 256
"""So many missing vectors are made before serving, as after any publication."""
BATCH = 64
"""Texts embedded at a time: a few seconds of progress, of waiting for the end, and of what a kill costs."""
LOCK = "embedding.lock"
_LOG_SECONDS = 5.0
_PAUSE_SECONDS = 5.0
_STOP_SECONDS = 10.0


@dataclass(frozen=True)
class EmbeddingState:
    """Which vectors serve, and how far those of another model are; `problem` says what an operator should mend."""

    serving: str
    preparing: str = ""
    done: int = 0
    of: int = 0
    problem: str = ""


class NoEmbedding:
    """Stands for a model that cannot be used: every question is answered by words."""

    name = "none"
    dimensions = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise EmbeddingUnavailable("no embedding model can be used")


class ServedKnowledge:
    """Fulfils `Knowledge` by the knowledge base that serves now.

    Another one takes over in one assignment; a question that began on the old one ends on it.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        serving: Embedding,
        makes_vectors: bool = True,
        state: EmbeddingState | None = None,
        new: Embedding | None = None,
    ) -> None:
        """`new` is the embedding whose vectors `start` makes."""
        self._settings, self._database = settings, database
        self._serving = self._opened(serving, makes_vectors=makes_vectors)
        self._state = state or EmbeddingState(serving.name)
        self._new = new
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._logged_at = 0.0

    @property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge base that serves now; another one may serve the next question."""
        return self._serving.knowledge

    @property
    def state(self) -> EmbeddingState:
        return self._state

    def search(self, query: Query, *, limit: int = 10) -> SearchResult:
        return self.knowledge.search(query, limit=limit)

    def search_many(self, queries: Sequence[Query], *, limit: int = 10) -> list[SearchResult]:
        return self.knowledge.search_many(queries, limit=limit)

    def reword(self, hit: Hit, language: str) -> Hit | None:
        return self.knowledge.reword(hit, language)

    def similarities(self, texts: Sequence[str], others: Sequence[str]) -> Sequence[Sequence[float]] | None:
        return self.knowledge.similarities(texts, others)

    def published_contacts(self) -> frozenset[str]:
        return self.knowledge.published_contacts()

    def warm_up(self) -> None:
        """Fill the index and load the model that serves; one that shows itself unusable leaves the words.

        Raises EmbeddingUnavailable while an endpoint is down.
        """
        embedding = self._serving.embedding
        fault = _fault(embedding)
        if fault:
            named = self._settings.embedding if self._new is None else embedding.name
            problem = describe(named, fault)
            logger.error("%s", problem)
            self._serving = self._opened(NoEmbedding(), makes_vectors=False)
            self._state = replace(self._state, serving=NoEmbedding.name, problem=problem)
        self.knowledge.refresh()
        if self._state.serving != NoEmbedding.name:
            self.knowledge.warm_up()

    def start(self) -> None:
        """Make the vectors of the new model beside what serves; does nothing when there is none."""
        if self._new is not None and self._thread is None:
            self._thread = threading.Thread(target=self._run, args=(self._new,), name="re-embedding", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the preparation, of which everything stored is kept, and leave the index in order."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)
        self.knowledge.close()

    def _opened(self, embedding: Embedding, *, makes_vectors: bool = True) -> _Serving:
        return _Serving(
            open_knowledge_base(self._settings, self._database, embedding=embedding, makes_vectors=makes_vectors),
            embedding,
        )

    # In the background

    def _run(self, new: Embedding) -> None:
        logger.info("embedding: %s serves, %s is being prepared", self._state.serving, new.name)
        try:
            self._make_vectors(new)
            serving = self._opened(new)
            serving.knowledge.refresh()
            remember(self._settings, new.name)
            # The old one is let go and not closed: it closes when the last question on it is answered.
            self._serving = serving
            logger.info("embedding: %s serves now", new.name)
            self._state = EmbeddingState(new.name)
        except _Stopped:
            logger.info("embedding: %s goes on at the next start", new.name)
        except Exception as error:  # What serves goes on serving, whatever breaks here.
            logger.exception("embedding: %s could not be prepared", new.name)
            self._state = replace(self._state, problem=describe(self._settings.embedding, str(error)))

    def _make_vectors(self, new: Embedding) -> None:
        """Until every live text has its vector; what cannot be had at the moment is asked for again."""
        while True:
            try:
                with _alone(self._settings.home / LOCK, wait=self._wait):
                    _check_width(new)
                    embed_pending(self._database, new, progress=self._report, batch_size=BATCH)
                    return
            except (EmbeddingUnavailable, DatabaseUnavailable) as error:
                problem = describe(self._settings.embedding, str(error))
                if problem != self._state.problem:  # Once: it may last for days.
                    logger.warning("%s", problem)
                self._state = replace(self._state, problem=problem)
                if self._stop.wait(_PAUSE_SECONDS):
                    raise _Stopped from error

    def _wait(self) -> None:
        """Rest a little while another process makes the vectors."""
        if self._stop.wait(_PAUSE_SECONDS):
            raise _Stopped
        with self._database.read() as session:
            found = measure_coverage(session, [self._state.preparing])
        self._report(found.stored[self._state.preparing], found.texts)

    def _report(self, done: int, of: int) -> None:
        """`done` of the last `of` texts have their vectors."""
        if self._stop.is_set():
            raise _Stopped
        total = max(self._state.of, of)
        self._state = replace(self._state, done=total - of + done, of=total, problem="")
        if time.monotonic() - self._logged_at > _LOG_SECONDS:
            self._logged_at = time.monotonic()
            logger.info("embedding: %s has %d of %d texts", self._state.preparing, self._state.done, total)


@dataclass(frozen=True)
class _Serving:
    knowledge: KnowledgeBase
    embedding: Embedding


class _Stopped(Exception):
    """The service ends."""


def open_served_knowledge(
    settings: Settings, database: Database, *, open_model: OpenEmbedding = open_embedding
) -> ServedKnowledge:
    """The knowledge of a service that is to answer at once, whatever became of its model.

    Raises SettingsInvalid when the embedding that is named cannot exist.
    """
    new, problem = usable_embedding(settings, open_model=open_model)
    if problem:
        logger.error("%s", problem)
        state = EmbeddingState(new.name, problem=problem)
        return ServedKnowledge(settings, database, serving=new, makes_vectors=False, state=state)
    with database.read() as session:
        coverage = measure_coverage(session)
    texts, stored = coverage.texts, coverage.stored
    ready = stored.get(new.name, 0)
    if all(count <= ready for count in stored.values()):
        remember(settings, new.name)
        return ServedKnowledge(settings, database, serving=new)
    names = sorted((name for name in stored if stored[name] >= NEARLY_ALL * texts), key=lambda name: -stored[name])
    known = (open_known(settings, name, open_model=open_model) for name in names if name != new.name)
    serving = next(filter(None, known), NoEmbedding())
    return ServedKnowledge(
        settings,
        database,
        serving=serving,
        makes_vectors=texts - stored.get(serving.name, 0) <= SOON_EMBEDDED,
        state=EmbeddingState(serving.name, preparing=new.name, done=ready, of=texts),
        new=new,
    )


def usable_embedding(settings: Settings, *, open_model: OpenEmbedding = open_embedding) -> tuple[Embedding, str]:
    """The embedding that the settings name, or none and what is wrong with the files of its model.

    Raises SettingsInvalid when there is no such model.
    """
    try:
        return open_model(settings), ""
    except SettingsInvalid as error:
        damage = error.__cause__
        if not isinstance(damage, ModelFolderDamaged) or isinstance(damage, ModelFolderMissing):
            raise
        return NoEmbedding(), describe(settings.embedding, str(damage))


@dataclass(frozen=True)
class Coverage:
    """How many different live texts there are, and how many of them have a vector under each model."""

    texts: int
    stored: dict[str, int]


def measure_coverage(session: Session, models: Sequence[str] | None = None) -> Coverage:
    """For `models`, or for every one that has vectors."""
    live = (
        select(PassageRow.text_hash)
        .join(ArticleVersion, ArticleVersion.id == PassageRow.version_id)
        .where(ArticleVersion.state == VersionState.PUBLISHED)
        .distinct()
        .subquery()
    )
    names = session.scalars(select(Vector.model).distinct()).all() if models is None else models
    stored = {
        name: session.scalar(
            select(func.count())
            .select_from(live)
            .join(Vector, (Vector.model == name) & (Vector.text_hash == live.c.text_hash))
        )
        or 0
        for name in names
    }
    return Coverage(session.scalar(select(func.count()).select_from(live)) or 0, stored)


def describe(embedding: str, fault: str) -> str:
    """The one line that names the setting, the model and what is wrong."""
    return f"{PREFIX}EMBEDDING: {embedding} cannot be used, questions are answered without it: {fault}"


def _fault(embedding: Embedding) -> str:
    """What shows only when a model is loaded; an endpoint that is down comes back and is no fault."""
    if isinstance(embedding, NoEmbedding | OpenAIEmbedding):
        return ""
    try:
        _check_width(embedding)
    except (EmbeddingUnavailable, ValueError) as error:
        return str(error)
    return ""


def _check_width(embedding: Embedding) -> None:
    width = embedding.embed(["warm up"]).shape[1]
    if width != embedding.dimensions:
        raise ValueError(f"its files say {embedding.dimensions} numbers a vector, and it makes {width}")


@contextmanager
def _alone(path: Path, *, wait: Callable[[], None]) -> Iterator[None]:
    """One process of the installation at a time; a killed one leaves the place free."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                wait()
        yield
