"""Ask the knowledge: the one object through which a question finds approved articles."""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.database import Database, today_here
from assistant.errors import EmbeddingUnavailable, IndexUnavailable
from assistant.settings import Settings
from knowledge_base.embeddings import Embedding, open_embedding
from knowledge_base.known_models import remember
from knowledge_base.live_content import LiveContent
from knowledge_base.models import KnowledgeChange
from knowledge_base.passage_index import ExactIndex, PassageIndex, open_index
from knowledge_base.published_contacts import PublishedContacts
from knowledge_base.publishing import Progress, embed_pending, passage_vectors
from knowledge_base.recent_vectors import RecentVectors
from knowledge_base.search import Policy, load_policy
from knowledge_base.searcher import Searcher
from knowledge_base.snapshot import Snapshot, advance, newest_change

logger = logging.getLogger(__name__)

KEPT_QUESTIONS = 2048
CATCH_UP_SECONDS = 2.0
"""How long a question waits for news that another one is fetching, before it is answered from what is known."""


class KnowledgeBase(Searcher):
    """Fulfils `assistant.answering.knowledge.Knowledge`; follows other processes' changes through SQL.

    Safe for many threads.
    """

    def __init__(
        self,
        database: Database,
        embedding: Embedding,
        *,
        make_index: Callable[[int], PassageIndex],
        policy: Policy | None = None,
        today: Callable[[], datetime.date] = today_here,
        makes_vectors: bool = True,
    ) -> None:
        """Without `makes_vectors`, articles whose vectors are not stored are found by their words."""
        recent = RecentVectors(embedding, kept=KEPT_QUESTIONS)
        super().__init__(database, LiveContent(), recent=recent, policy=policy or load_policy(), today=today)
        self._embedding = embedding
        self._make_index = make_index
        self._makes_vectors = makes_vectors
        self._contacts = PublishedContacts()
        self._index: PassageIndex | None = None
        self._refreshing = threading.Lock()

    def published_contacts(self) -> frozenset[str]:
        """What the live public articles name, as of the last refresh; the first call makes that one."""
        if self._index is None:
            self.refresh(patience_seconds=CATCH_UP_SECONDS)
        return self._contacts.all

    def _catch_news(self) -> None:
        self.refresh(patience_seconds=CATCH_UP_SECONDS)

    def refresh(self, *, patience_seconds: float = -1, progress: Progress | None = None) -> None:
        """Catch up with what was published or withdrawn; cheap when nothing was.

        Waits at most `patience_seconds` (-1: for ever) while another thread catches up.  Without an embedding, new
        articles are found by their words until vectors can be made.
        """
        with self._database.read() as session:
            if self._index is not None and newest_change(session) == self._snapshot.change:
                return
        if not self._refreshing.acquire(timeout=patience_seconds):
            return
        try:
            self._catch_up(progress)
        finally:
            self._refreshing.release()

    def reindex(self, *, progress: Progress | None = None) -> int:
        """Build the index anew from SQL; no model is called for texts whose vectors are stored.  Returns its size."""
        with self._refreshing:
            return len(self._catch_up(progress, anew=True))

    def warm_up(self) -> None:
        """Load the embedding model before the first question needs it.  Raises EmbeddingUnavailable."""
        self._embedding.embed(["warm up"])

    def close(self) -> None:
        """Leave the index in order, so that the next process may trust what it kept."""
        if self._index is not None:
            self._index.close()

    def held(self) -> tuple[Snapshot, PassageIndex]:
        """What a question finds now: the snapshot is never modified, the index follows what is published."""
        if self._index is None:
            self.refresh()
        return self._snapshot, self._index or ExactIndex(self._embedding.dimensions)

    def size(self) -> tuple[int, int]:
        """How many articles and how many passages can be found."""
        return len(self._snapshot.passages_of), len(self._snapshot)

    @property
    def embedding(self) -> Embedding:
        """What makes its vectors."""
        return self._embedding

    @property
    def index_name(self) -> str:
        """Which vector index serves, or nothing before the first refresh."""
        return self._index.name if self._index else ""

    def _catch_up(self, progress: Progress | None, *, anew: bool = False) -> PassageIndex:
        try:
            if self._makes_vectors:
                embed_pending(self._database, self._embedding, progress=progress)
        except EmbeddingUnavailable:
            logger.warning("no vector can be made for new articles; they are found by their words")
        with self._database.read() as session:
            known = Snapshot() if anew else self._snapshot
            snapshot, difference = advance(session, known)
            index, opened = self._index, False
            if index is None or anew:
                index, opened = self._make_index(len(snapshot)), True
                if anew:
                    index.clear()
            present = index.ids() if opened else set()
            added = [passage for passage in difference.added if passage not in present]
            removed = [*difference.removed, *(present - snapshot.places.keys())]
            index = self._follow(session, index, added, removed, snapshot)
            self._contacts.follow(session, snapshot.passages_of.keys())
        self._snapshot, self._index = snapshot, index
        return index

    def _follow(
        self, session: Session, index: PassageIndex, added: list[int], removed: list[int], snapshot: Snapshot
    ) -> PassageIndex:
        try:
            _upsert(session, index, self._embedding.name, added)
            if removed:
                index.remove(removed)
        except IndexUnavailable:
            return self._heal(snapshot)
        return index

    def _heal(self, snapshot: Snapshot) -> PassageIndex:
        """Replace an index that fails by exact search, from the vectors in SQL."""
        logger.warning("the vector index cannot be used; exact search takes over")
        exact = ExactIndex(self._embedding.dimensions)
        with self._database.read() as session:
            _upsert(session, exact, self._embedding.name, list(snapshot.places))
        self._index = exact
        return exact


def open_knowledge_base(
    settings: Settings, database: Database, *, embedding: Embedding | None = None, makes_vectors: bool = True
) -> KnowledgeBase:
    """The knowledge of one installation, by the embedding that its settings name unless another is given."""
    if embedding is None:
        embedding = open_embedding(settings)
        remember(settings, embedding.name)

    def make_index(passage_count: int) -> PassageIndex:
        with database.read() as session:
            # A database that replaced another one numbers its passages anew; its own birthday tells it apart.
            birthday = session.scalar(select(func.min(KnowledgeChange.at)))
        return open_index(
            settings,
            dimensions=embedding.dimensions,
            model=embedding.name,
            passage_count=passage_count,
            database_id=birthday.isoformat() if birthday else "",
        )

    return KnowledgeBase(database, embedding, make_index=make_index, makes_vectors=makes_vectors)


def _upsert(session: Session, index: PassageIndex, model: str, passages: list[int]) -> None:
    for start in range(0, len(passages), 5000):
        ids, vectors = passage_vectors(session, model, passages[start : start + 5000])
        if ids:
            index.upsert(ids, vectors)
