"""Which approved text may an article be drafted from that a group of questions asks for?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.knowledge import Hit, Knowledge, Query
from assistant.answering.written import Source
from assistant.database import today_here
from assistant.privacy import mask

MOST_ARTICLES, MOST_REPLIES, LONGEST = 4, 4, 4_000
NEAR = 3
"""Articles found for one question."""


def list_sources(
    knowledge: Knowledge, questions: Sequence[str], replies: Sequence[str], *, language: str
) -> tuple[Source, ...]:
    """Live public articles near the questions, then what agents sent; numbered from 1."""
    results = knowledge.search_many([Query(question, language) for question in questions], limit=NEAR)
    found: dict[str, Hit] = {}
    for hit in (hit for result in results for hit in result.hits):
        found.setdefault(hit.article_id, hit)
    hits = list(found.values())[:MOST_ARTICLES]
    texts = [(hit, (hit.excerpt.text if hit.excerpt else hit.answer)[:LONGEST]) for hit in hits]
    texts += [(hit, hit.answer) for hit in _reply_hits(replies, language)]
    return tuple(Source(number, hit, text) for number, (hit, text) in enumerate(texts, start=1))


def _reply_hits(replies: Sequence[str], language: str) -> Iterator[Hit]:
    """A reply in the shape of what search finds; no article stands behind it."""
    for reply in replies[:MOST_REPLIES]:
        yield Hit(
            article_id="",
            version_id=0,
            version=0,
            language=language,
            title="",
            answer=mask(reply, language).text[:LONGEST],
            url="",
            department="",
            category="",
            last_reviewed=today_here(),
            score=0.0,
            dense_score=0.0,
            keyword_score=0.0,
        )
