"""How does a program built with LangChain find approved articles?  Imported only by those who use LangChain."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.answering.knowledge import Hit, Query
from assistant.languages import clean, detect

MAX_LETTERS = 1000
"""As long as a question may be."""


class KnowledgeRetriever(BaseRetriever):
    """The best `limit` approved passages for the public, in `language` or in that of the question.

    `knowledge` is anything that fulfils `assistant.answering.knowledge.Knowledge`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    knowledge: Any
    language: str | None = None
    limit: int = 4

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        text = clean(query)[:MAX_LETTERS]
        if not text:
            return []
        language = self.language or detect(text).language
        return [_passage(hit) for hit in self.knowledge.search(Query(text, language), limit=self.limit).hits]


def _passage(hit: Hit) -> Document:
    metadata = {
        "article_id": hit.article_id,
        "version": hit.version,
        "title": hit.title,
        "url": hit.url,
        "language": hit.language,
        "department": hit.department,
    }
    return Document(page_content=hit.excerpt.text if hit.excerpt else hit.answer, metadata=metadata)
