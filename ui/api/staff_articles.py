"""Which articles does an agent find by searching, internal ones among them?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.knowledge import Query as KnowledgeQuery
from assistant.languages import detect
from assistant.privacy import mask
from assistant.suggestions.found import list_passages
from ui.api.suggestions_wire import PassageOut, passage_out
from ui.api.wire import LanguageCode
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/staff/articles", tags=["suggestions"], responses=PROBLEM_RESPONSES)


class FoundArticleOut(PassageOut):
    answer: str = Field(description="The whole approved text, Markdown.")


class FoundArticlesOut(BaseModel):
    articles: list[FoundArticleOut]


@router.get("")
def search_articles(
    service: TheService,
    actor: Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_READ_INTERNAL))],
    q: Annotated[str, Query(min_length=1, max_length=500, examples=["driving licence"])],
    language: Annotated[LanguageCode | None, Query(description="In which the articles are read.")] = None,
    limit: Annotated[int, Query(ge=1, le=20)] = 10,
) -> FoundArticlesOut:
    """Articles in force that fit the words, best first; internal ones are marked."""
    wanted = language or detect(q).language
    query = KnowledgeQuery(mask(q, wanted).words, wanted, audience="internal")
    found = service.served.search(query, limit=limit)
    pairs = zip(list_passages(found, limit=limit), found.hits, strict=True)
    articles = [{**passage_out(p, service.assistant).model_dump(), "answer": hit.answer} for p, hit in pairs]
    return FoundArticlesOut.model_validate({"articles": articles})
