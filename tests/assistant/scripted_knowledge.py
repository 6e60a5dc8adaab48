"""What does the assistant find when a test, and no search, says what is found?"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from assistant.answering.knowledge import Hit, Query, SearchResult
from assistant.assistant import Assistant
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database

TITLES = {
    "en": "How do I renew my driving licence?",
    "zh-Hant": "如何續領駕駛執照？",
    "zh-Hans": "怎样续领驾驶执照？",
}
"""Asked word for word, a title is answered with its article, whatever the thresholds are."""
APPROVED = {
    "en": "Bring form TD 558. The fee is $900.",
    "zh-Hant": "請攜同表格TD 558。費用為900元。",
    "zh-Hans": "请带表格TD 558。费用是900元。",
}


class ScriptedKnowledge:
    """Finds the one article whatever is asked, or nothing, or fails; keeps every query."""

    def __init__(self, *, is_empty: bool = False, failure: Exception | None = None) -> None:
        self.queries: list[Query] = []
        self.is_empty = is_empty
        self.failure = failure

    def search(self, query: Query, *, limit: int = 10) -> SearchResult:
        self.queries.append(query)
        if self.failure is not None:
            raise self.failure
        return SearchResult(() if self.is_empty else (licence_hit(query.language),), (), {}, "hybrid")

    def search_many(self, queries: Sequence[Query], *, limit: int = 10) -> list[SearchResult]:
        return [self.search(query, limit=limit) for query in queries]


def licence_hit(language: str) -> Hit:
    return Hit(
        article_id="td-renew-driving-licence",
        version_id=7,
        version=2,
        language=language,
        title=TITLES[language],
        answer=APPROVED[language],
        url="https://www.chingwan.example/td/renew-driving-licence",
        department="TD",
        category="licence_permit_enquiry",
        last_reviewed=datetime.date(2025, 11, 1),
        score=0.9,
        dense_score=0.9,
        keyword_score=0.9,
    )


def new_assistant(database: Database, knowledge: ScriptedKnowledge | None = None) -> Assistant:
    return Assistant(knowledge or ScriptedKnowledge(), database, load_catalogue())
