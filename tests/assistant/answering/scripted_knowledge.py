"""A knowledge base that finds what a test tells it to find."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from zlib import crc32

from assistant.answering.confidence import load_confidence
from assistant.answering.draft import Question, Tools
from assistant.answering.knowledge import Hit, Query, SearchResult
from assistant.answering.wording import load_wording
from assistant.cases.catalogue import load_catalogue

SURE = {"score": 10.0, "margin": 10.0, "relative_margin": 1.0, "coverage": 1.0, "dense": 1.0, "keyword": 5.0}
"""Features that any fitted model takes for certain, and below those that it takes for hopeless."""
HOPELESS = {"score": -10.0, "margin": -10.0, "relative_margin": -1.0, "coverage": 0.0, "dense": -1.0}


def hit(article_id: str = "td-renew", **changes: object) -> Hit:
    values: dict[str, object] = {
        "article_id": article_id,
        "version_id": crc32(article_id.encode()) >> 1,  # A whole number that PostgreSQL has room for.
        "version": 1,
        "language": "en",
        "title": f"Title of {article_id}",
        "answer": f"Approved text of {article_id}.",
        "url": f"https://www.chingwan.example/{article_id}",
        "department": "TD",
        "category": "licence_permit_enquiry",
        "last_reviewed": datetime.date(2026, 5, 1),
        "score": 0.9,
        "dense_score": 0.9,
        "keyword_score": 0.9,
    }
    return Hit(**{**values, **changes})  # type: ignore[arg-type]  # The tests name the fields they change.


class ScriptedKnowledge:
    """Fulfils `Knowledge`; remembers what it was asked.  `results` are found for the questions of those words."""

    def __init__(
        self,
        *hits: Hit,
        features: dict[str, float] | None = None,
        error: Exception | None = None,
        results: Mapping[str, SearchResult] | None = None,
    ) -> None:
        self.hits, self.features, self.error = hits, features or {}, error
        self.results = results or {}
        self.asked: list[Query] = []
        self.contacts: frozenset[str] = frozenset()

    def search(self, query: Query, *, limit: int = 10) -> SearchResult:
        return self.search_many([query], limit=limit)[0]

    def search_many(self, queries: Sequence[Query], *, limit: int = 10) -> list[SearchResult]:
        self.asked += queries
        if self.error:
            raise self.error
        return [self.results.get(query.text) or found(*self.hits[:limit], features=self.features) for query in queries]

    def reword(self, hit: Hit, language: str) -> Hit | None:
        """Of what was scripted, the same article in that language."""
        return next((h for h in self.hits if (h.article_id, h.language) == (hit.article_id, language)), None)

    def similarities(self, texts: Sequence[str], others: Sequence[str]) -> Sequence[Sequence[float]] | None:
        """No vector can be made here."""

    def published_contacts(self) -> frozenset[str]:
        return self.contacts


def found(*hits: Hit, features: dict[str, float]) -> SearchResult:
    return SearchResult(hits, (), features, "hybrid")


def tools(knowledge: ScriptedKnowledge) -> Tools:
    return Tools(knowledge, load_wording(), load_confidence(), load_catalogue())


__all__ = ["HOPELESS", "SURE", "Question", "ScriptedKnowledge", "found", "hit", "tools"]
