"""What has the pipeline looked for, and what did it find?"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from assistant.answering.knowledge import Hit, Knowledge, Query, SearchResult


class WatchedKnowledge:
    """Keeps the searches of one question; `internal` lets the articles for staff be found too."""

    def __init__(self, knowledge: Knowledge, *, audience: str = "public") -> None:
        self._knowledge, self._audience = knowledge, audience
        self.searches: list[tuple[Query, SearchResult]] = []

    def search(self, query: Query, *, limit: int = 10) -> SearchResult:
        return self.search_many([query], limit=limit)[0]

    def search_many(self, queries: Sequence[Query], *, limit: int = 10) -> list[SearchResult]:
        asked = [replace(query, audience=self._audience) for query in queries]
        found = self._knowledge.search_many(asked, limit=limit)
        self.searches += zip(asked, found, strict=True)
        return found

    def reword(self, hit: Hit, language: str) -> Hit | None:
        return self._knowledge.reword(hit, language)

    def similarities(self, texts: Sequence[str], others: Sequence[str]) -> Sequence[Sequence[float]] | None:
        return self._knowledge.similarities(texts, others)

    def published_contacts(self) -> Set[str]:
        return self._knowledge.published_contacts()
