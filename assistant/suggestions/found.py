"""What lies behind a draft and beside it?"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering.draft import Draft
from assistant.answering.knowledge import ELLIPSIS, Hit, SearchResult
from assistant.languages import to_script
from assistant.sentences import unit_spans
from assistant.suggestions.composing import PUBLIC
from assistant.suggestions.suggestion import Alternative, Passage

MAX_PASSAGES = 5
MAX_ALTERNATIVES = 4
SHORT = 400
"""Characters of a passage that an agent reads at a glance."""


def list_passages(found: SearchResult, *, limit: int = MAX_PASSAGES) -> Iterator[Passage]:
    """The first few articles found, internal ones marked, with the sentences that speak of the question."""
    for hit in found.hits[:limit]:
        yield Passage(
            article_id=hit.article_id,
            title=hit.title,
            text=cut_short(hit.excerpt.text if hit.excerpt else hit.answer),
            language=hit.language,
            department=hit.department,
            audience=str(hit.audience),
            url=hit.url,
            score=round(hit.score, 4),
        )


def list_alternatives(draft: Draft) -> Iterator[Alternative]:
    """Public articles near the question that the draft is not made of."""
    used = {hit.article_id for hit in draft.used}
    near = [hit for hit in draft.hits if hit.article_id not in used and hit.audience == PUBLIC]
    for hit in near[:MAX_ALTERNATIVES]:
        yield Alternative(hit.article_id, _titled(hit, draft.language), round(hit.score, 4))


def cut_short(text: str) -> str:
    """The first sentences of `text` that are short together, and a sign where it goes on."""
    if len(text) <= SHORT:
        return text
    end = max((end for _, end in unit_spans(text) if end <= SHORT), default=SHORT)
    return f"{text[:end].rstrip()} {ELLIPSIS}"


def _titled(hit: Hit, language: str) -> str:
    both_chinese = hit.language.startswith("zh") and language.startswith("zh")
    return to_script(hit.title, language) if both_chinese and hit.language != language else hit.title
