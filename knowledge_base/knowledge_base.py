"""Ask the knowledge: the one object through which a question finds approved articles."""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.answering.knowledge import Hit, Query, Rejected, SearchResult
from assistant.database import Database, today_here
from assistant.errors import EmbeddingUnavailable, IndexUnavailable
from assistant.settings import Settings
from knowledge_base.article import ArticleText
from knowledge_base.embeddings import Embedding, open_embedding
from knowledge_base.excerpts import ask, is_long, make_excerpt
from knowledge_base.features import BestText, measure
from knowledge_base.known_models import remember
from knowledge_base.live_content import LiveContent, LiveVersion
from knowledge_base.models import KnowledgeChange
from knowledge_base.passage_index import ExactIndex, PassageIndex, open_index
from knowledge_base.published_contacts import PublishedContacts
from knowledge_base.publishing import Progress, embed_pending, passage_vectors
from knowledge_base.question_terms import question_terms
from knowledge_base.recent_vectors import RecentVectors
from knowledge_base.search import (
    Candidate,
    Policy,
    Reading,
    combine_vectors,
    find_candidates,
    load_policy,
    read_turns,
)
from knowledge_base.snapshot import Snapshot, advance, newest_change

logger = logging.getLogger(__name__)

BATCH = 256
KEPT_QUESTIONS = 2048
CATCH_UP_SECONDS = 2.0
"""How long a question waits for news that another one is fetching, before it is answered from what is known."""
MAX_QUOTED = 3
"""How many of the first hits get an excerpt; a citizen is shown or offered no others."""
_SIBLING = {"zh-Hant": "zh-Hans", "zh-Hans": "zh-Hant"}


class KnowledgeBase:
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
        self._database = database
        self._embedding = embedding
        self._make_index = make_index
        self._policy = policy or load_policy()
        self._today = today
        self._makes_vectors = makes_vectors
        self._live = LiveContent()
        self._recent = RecentVectors(embedding, kept=KEPT_QUESTIONS)
        self._contacts = PublishedContacts()
        self._snapshot = Snapshot()
        self._index: PassageIndex | None = None
        self._refreshing = threading.Lock()

    # Searching

    def search(self, query: Query, *, limit: int = 10) -> SearchResult:
        return self.search_many([query], limit=limit)[0]

    def search_many(self, queries: Sequence[Query], *, limit: int = 10) -> list[SearchResult]:
        """One result a query, in order; the questions are embedded together, which costs less a question."""
        self.refresh(patience_seconds=CATCH_UP_SECONDS)
        results: list[SearchResult] = []
        for start in range(0, len(queries), BATCH):
            batch = queries[start : start + BATCH]
            vectors = self._embed([read_turns(query, self._policy) for query in batch])
            with self._database.read() as session:
                for query, vector in zip(batch, vectors, strict=True):
                    results.append(self._search(session, query, vector, limit=limit))
        return results

    def reword(self, hit: Hit, language: str) -> Hit | None:
        """The same article as it is written in `language`, whole; None where it is not, or may not be shown now."""
        with self._database.read() as session:
            version = self._live.read(session, [hit.version_id]).get(hit.version_id)
        text = version.content.text.get(language) if version else None
        if version is None or text is None or self._reason_to_reject(version, hit.audience):
            return None
        return replace(hit, language=language, title=text.question, answer=text.answer, excerpt=None)

    def published_contacts(self) -> frozenset[str]:
        """What the live public articles name, as of the last refresh; the first call makes that one."""
        if self._index is None:
            self.refresh(patience_seconds=CATCH_UP_SECONDS)
        return self._contacts.all

    def _embed(self, questions: Sequence[tuple[Reading, ...]]) -> Sequence[NDArray[np.float32] | None]:
        """A vector for each question's readings, or None for all while no vector can be made."""
        if not len(self._snapshot):
            return [None] * len(questions)
        try:
            vectors = iter(self._recent.embed([reading.text for readings in questions for reading in readings]))
        except EmbeddingUnavailable:
            logger.warning("no vector can be made for questions; keyword search answers")
            return [None] * len(questions)
        return [combine_vectors(readings, np.stack([next(vectors) for _ in readings])) for readings in questions]

    def _search(
        self, session: Session, query: Query, vector: NDArray[np.float32] | None, *, limit: int
    ) -> SearchResult:
        snapshot, index = self._snapshot, self._index
        if index is None:
            return SearchResult((), (), {}, "keyword")
        try:
            candidates = find_candidates(query, vector, snapshot, index, policy=self._policy)
        except IndexUnavailable:
            index = self._heal(snapshot)
            candidates = find_candidates(query, vector, snapshot, index, policy=self._policy)
        hits, rejected, best = self._check(session, query, candidates, limit=limit)
        hits = self._quote(query, vector, hits, snapshot, index)
        shown = {hit.version_id for hit in hits}
        found = [candidate for candidate in candidates if candidate.version_id in shown]
        best_text = BestText((best.question, *best.variants), best.answer)
        features = measure(query.text, found, snapshot, best_text, message=query.alone)
        return SearchResult(tuple(hits), tuple(rejected), features, "keyword" if vector is None else "hybrid")

    def _quote(
        self,
        query: Query,
        vector: NDArray[np.float32] | None,
        hits: list[Hit],
        snapshot: Snapshot,
        index: PassageIndex,
    ) -> list[Hit]:
        """`hits`, the first few with what to quote of a long answer."""
        if not any(is_long(hit.answer) for hit in hits[:MAX_QUOTED]):
            return hits
        # What was said before matters where the last message leans on it only.
        text = query.alone if query.alone and not query.leans else query.text
        weight = self._policy.weights(query.text).keyword if vector is not None else 1.0
        terms = question_terms(text, snapshot.keywords)
        quoted = []
        for hit in hits[:MAX_QUOTED]:
            if is_long(hit.answer):
                words, cosines = _evidence(hit, vector, snapshot, index)
                asked = ask(terms, hit.title, snapshot.keywords, keyword_weight=weight)
                hit = replace(hit, excerpt=make_excerpt(hit.answer, asked, words=words, cosines=cosines))
            quoted.append(hit)
        return [*quoted, *hits[MAX_QUOTED:]]

    def _check(
        self, session: Session, query: Query, candidates: Sequence[Candidate], *, limit: int
    ) -> tuple[list[Hit], list[Rejected], ArticleText]:
        """The first `limit` candidates that SQL still allows to be shown today, and those that it does not.

        Third comes the best one in the language that matched.
        """
        hits: list[Hit] = []
        rejected: list[Rejected] = []
        best = ArticleText("", "")
        for start in range(0, len(candidates), limit):
            page = candidates[start : start + limit]
            versions = self._live.read(session, [candidate.version_id for candidate in page])
            for candidate in page:
                version = versions.get(candidate.version_id)
                if version is None:
                    continue
                reason = self._reason_to_reject(version, query.audience)
                if reason:
                    rejected.append(Rejected(version.content.id, candidate.score, reason))
                elif len(hits) < limit:
                    best = best if hits else version.content.text[candidate.language]
                    hits.append(_hit(version, candidate, query.language))
            if len(hits) >= limit:
                break
        return hits, rejected, best

    def _reason_to_reject(self, version: LiveVersion, audience: str) -> str:
        today, content = self._today(), version.content
        if not version.is_published:
            return "not live"
        if content.audience != "public" and audience != content.audience:
            return "internal"
        if content.effective_from and content.effective_from > today:
            return "not yet effective"
        if (version.last_day or today) < today:
            return "expired"
        return ""

    # Following what is published

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

    def size(self) -> tuple[int, int]:
        """How many articles and how many passages can be found."""
        return len(self._snapshot.passages_of), len(self._snapshot)

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


def _hit(version: LiveVersion, candidate: Candidate, language: str) -> Hit:
    content = version.content
    shown, text = _wording(content.text, language, candidate.language)
    return Hit(
        article_id=content.id,
        version_id=candidate.version_id,
        version=version.number,
        language=shown,
        title=text.question,
        answer=text.answer,
        url=content.source_url,
        department=content.department,
        category=content.category,
        last_reviewed=version.reviewed,
        effective_from=content.effective_from,
        score=candidate.score,
        dense_score=candidate.dense,
        keyword_score=candidate.keyword,
        audience=content.audience,
    )


def _evidence(
    hit: Hit, vector: NDArray[np.float32] | None, snapshot: Snapshot, index: PassageIndex
) -> tuple[list[list[str]], list[float]]:
    """The words and the cosine of each passage of the answer that `hit` shows, in their order."""
    places = ((passage, snapshot.places[passage]) for passage in sorted(snapshot.passages_of[hit.version_id]))
    passages = [passage for passage, place in places if place.is_answer and place.language == hit.language]
    try:
        found = index.scores(vector, passages) if vector is not None else {}
    except IndexUnavailable:  # The next search replaces the index; until then words tell what to quote.
        found = {}
    words = [snapshot.words.get(passage, []) for passage in passages]
    return words, [found.get(passage, 0.0) for passage in passages]


def _wording(texts: Mapping[str, ArticleText], language: str, matched: str) -> tuple[str, ArticleText]:
    """The asker's language, else the same language in the other script, else the language that matched."""
    chosen = next((wanted for wanted in (language, _SIBLING.get(language, "")) if wanted in texts), matched)
    return chosen, texts[chosen]
