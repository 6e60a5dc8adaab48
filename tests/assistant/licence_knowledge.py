"""A knowledge base that holds one article in three languages, and an assistant that answers from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.knowledge import Hit, Query, SearchResult
from assistant.assistant import Assistant
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from tests.assistant.answering.scripted_knowledge import ScriptedKnowledge, hit

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


class LicenceKnowledge(ScriptedKnowledge):
    """Finds its article whatever is asked, in the asker's language."""

    def search_many(self, queries: Sequence[Query], *, limit: int = 10) -> list[SearchResult]:
        found = super().search_many(queries, limit=limit)
        return [replace(result, hits=(_wording(query.language),)) for query, result in zip(queries, found, strict=True)]

    def reword(self, hit: Hit, language: str) -> Hit | None:
        return _wording(language)


def new_assistant(database: Database, knowledge: ScriptedKnowledge | None = None) -> Assistant:
    return Assistant(knowledge or LicenceKnowledge(), database, load_catalogue())


def _wording(language: str) -> Hit:
    return hit("td-renew-driving-licence", language=language, title=TITLES[language], answer=APPROVED[language])
