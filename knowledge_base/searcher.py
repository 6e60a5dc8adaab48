"""Which articles may be shown for a question?  The search of whatever knowledge is held in memory at the moment."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from assistant.answering.knowledge import Hit, Query, Rejected, SearchResult
from assistant.answering.unspoken import find_unspoken
from assistant.database import Database
from assistant.errors import EmbeddingUnavailable, IndexUnavailable
from knowledge_base.article import ArticleText
from knowledge_base.excerpts import ask, is_long, make_excerpt
from knowledge_base.features import BestText, measure
from knowledge_base.live_content import LiveVersion
from knowledge_base.passage_index import Neighbours
from knowledge_base.question_terms import question_terms
from knowledge_base.recent_vectors import RecentVectors
from knowledge_base.search import Candidate, Policy, Reading, combine_vectors, find_candidates, read_turns
from knowledge_base.snapshot import Snapshot

logger = logging.getLogger(__name__)

BATCH = 256
MAX_QUOTED = 3
"""How many of the first hits get an excerpt; a citizen is shown or offered no others."""
_SIBLING = {"zh-Hant": "zh-Hans", "zh-Hans": "zh-Hant"}


class Versions(Protocol):
    """Says what a version says, and whether it is live."""

    def read(self, session: Session, version_ids: Sequence[int]) -> Mapping[int, LiveVersion]: ...


class Searcher:
    """What the live knowledge and a rehearsal of another one have in common: how a question finds its articles.

    A subclass fills `_snapshot` and `_index`, and says what to do before each search and when the index fails.
    """

    def __init__(
        self,
        database: Database,
        versions: Versions,
        *,
        recent: RecentVectors,
        policy: Policy,
        today: Callable[[], datetime.date],
    ) -> None:
        self._database = database
        self._versions = versions
        self._recent = recent
        self._policy = policy
        self._today = today
        self._snapshot = Snapshot()
        self._index: Neighbours | None = None

    def search(self, query: Query, *, limit: int = 10) -> SearchResult:
        return self.search_many([query], limit=limit)[0]

    def search_many(self, queries: Sequence[Query], *, limit: int = 10) -> list[SearchResult]:
        """One result a query, in order; the questions are embedded together, which costs less a question."""
        self._catch_news()
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
            version = self._versions.read(session, [hit.version_id]).get(hit.version_id)
        text = version.content.text.get(language) if version else None
        if version is None or text is None or self._reason_to_reject(version, hit.audience):
            return None
        return replace(hit, language=language, title=text.question, answer=text.answer, excerpt=None)

    def similarities(self, texts: Sequence[str], others: Sequence[str]) -> Sequence[Sequence[float]] | None:
        """The cosine of each text with each of the others; None while no vector can be made."""
        try:
            vectors = self._recent.embed([*texts, *others])
        except EmbeddingUnavailable:
            return None
        rows: list[list[float]] = (vectors[: len(texts)] @ vectors[len(texts) :].T).tolist()
        return rows

    def _catch_news(self) -> None:
        """Called before each search."""
        raise NotImplementedError

    def _heal(self, snapshot: Snapshot) -> Neighbours:
        """Another index in place of one that fails."""
        raise NotImplementedError

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
        hits, rejected, first = self._check(session, query, candidates, limit=limit)
        hits = self._quote(query, vector, hits, snapshot, index)
        shown = {hit.version_id for hit in hits}
        found = [candidate for candidate in candidates if candidate.version_id in shown]
        best = first[found[0].language] if found else ArticleText("", "")
        best_text = BestText((best.question, *best.variants), best.answer)
        features = measure(query.text, found, snapshot, best_text, message=query.alone)
        unspoken = find_unspoken(query.alone or query.text, list(_all_texts(first))) if found else ()
        mode = "keyword" if vector is None else "hybrid"
        return SearchResult(tuple(hits), tuple(rejected), features, mode, unspoken)

    def _quote(
        self,
        query: Query,
        vector: NDArray[np.float32] | None,
        hits: list[Hit],
        snapshot: Snapshot,
        index: Neighbours,
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
    ) -> tuple[list[Hit], list[Rejected], Mapping[str, ArticleText]]:
        """The first `limit` candidates that SQL still allows to be shown today, and those that it does not.

        Third comes the wording of the first hit, by language.
        """
        hits: list[Hit] = []
        rejected: list[Rejected] = []
        first: Mapping[str, ArticleText] = {}
        for start in range(0, len(candidates), limit):
            page = candidates[start : start + limit]
            versions = self._versions.read(session, [candidate.version_id for candidate in page])
            for candidate in page:
                version = versions.get(candidate.version_id)
                if version is None:
                    continue
                reason = self._reason_to_reject(version, query.audience)
                if reason:
                    rejected.append(Rejected(version.content.id, candidate.score, reason))
                elif len(hits) < limit:
                    first = first if hits else version.content.text
                    hits.append(_hit(version, candidate, query.language))
            if len(hits) >= limit:
                break
        return hits, rejected, first

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


def _hit(version: LiveVersion, candidate: Candidate, language: str) -> Hit:
    content = version.content
    shown, text = choose_wording(content.text, language, candidate.language)
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


def _all_texts(wording: Mapping[str, ArticleText]) -> Iterator[str]:
    for text in wording.values():
        yield from (text.question, *text.variants, text.answer)


def _evidence(
    hit: Hit, vector: NDArray[np.float32] | None, snapshot: Snapshot, index: Neighbours
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


def choose_wording(texts: Mapping[str, ArticleText], language: str, matched: str) -> tuple[str, ArticleText]:
    """The asker's language, else the same language in the other script, else the language that matched."""
    chosen = next((wanted for wanted in (language, _SIBLING.get(language, "")) if wanted in texts), matched)
    return chosen, texts[chosen]
