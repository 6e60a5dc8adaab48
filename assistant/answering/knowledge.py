"""What does the assistant need from the knowledge base?  One Protocol, which `knowledge_base/` fulfils."""

from __future__ import annotations

import datetime
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Query:
    """A question, and the language in which its answer will be shown.

    `text` is the question read with the turns before it.  Where there were any, `alone` is the last message by itself,
    and `leans` says that it cannot be understood so; the rest of `text` may then matter more, or be another matter.
    """

    text: str
    language: str
    audience: str = "public"
    alone: str = ""
    leans: bool = False
    earlier: tuple[str, ...] = ()
    """The turns that `text` holds before `alone`, oldest first."""


ELLIPSIS = "…"
"""A line of its own where an excerpt leaves something out."""


@dataclass(frozen=True)
class Excerpt:
    """The sentences of a long answer that speak of the question most, word for word, and the headings above them."""

    heading_path: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Hit:
    """One approved, effective article that matches.

    `title`, `answer` and `language` are the wording to show: the asker's language where the article has it.
    Scores compare within one search only.  `excerpt` is there where `answer` is too long to be shown whole.
    """

    article_id: str
    version_id: int
    version: int
    language: str
    title: str
    answer: str
    url: str
    department: str
    category: str
    last_reviewed: datetime.date
    score: float
    dense_score: float
    keyword_score: float
    excerpt: Excerpt | None = None
    effective_from: datetime.date | None = None
    audience: str = "public"
    """Whom it may be shown to: `internal` is for staff only."""


@dataclass(frozen=True)
class Rejected:
    """An article that matched but may not be shown now, and why: withdrawn, expired, not yet effective, internal."""

    article_id: str
    score: float
    reason: str


@dataclass(frozen=True)
class SearchResult:
    """`hits` best first, one an article; `features` are the numbers that confidence is estimated from."""

    hits: tuple[Hit, ...]
    rejected: tuple[Rejected, ...]
    features: dict[str, float]
    mode: str
    """`hybrid`, or `keyword` while no vector can be made."""
    unspoken: tuple[str, ...] = ()
    """The matters that the question asks about and the first hit nowhere speaks of, in any language."""


class Knowledge(Protocol):
    def search(self, query: Query, *, limit: int = 10) -> SearchResult:
        """The best `limit` approved articles for `query`.  Empty knowledge gives no hits, never an error."""
        ...

    def search_many(self, queries: Sequence[Query], *, limit: int = 10) -> list[SearchResult]:
        """As `search`, for many questions at once and in their order; cheaper a question."""
        ...

    def reword(self, hit: Hit, language: str) -> Hit | None:
        """The same article as it is written in `language`, whole; None where it is not, or may not be shown now."""
        ...

    def published_contacts(self) -> Set[str]:
        """The phone numbers (digits, no +852) and e-mail addresses (small letters) of the live public articles.

        Cheap: every message asks.
        """
        ...

    def similarities(self, texts: Sequence[str], others: Sequence[str]) -> Sequence[Sequence[float]] | None:
        """The cosine of each text with each of the others; None while no vector can be made."""
        ...
