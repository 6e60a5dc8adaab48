"""Which of the articles to come ask what a live one asks already, or what another row of the same file asks?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.languages import fold
from ingestion.documents.faq_sheet import Remark
from knowledge_base.article import ArticleContent
from knowledge_base.models import ArticleVersion, VersionState, VersionText

ALIKE = 92.0
"""Of a hundred; below it two questions share their form and not their matter, as for two kinds of licence."""
MAX_COMPARED = 4_000_000
"""Pairs; above it, only equal questions are found."""
_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Duplicate:
    row: int | None
    article_id: str
    """Of the other one, live or in the same import."""
    title: str
    score: float
    """1 for the same question, letter case, script and marks aside."""


def find_duplicates(session: Session, articles: Sequence[tuple[ArticleContent, Remark]]) -> list[Duplicate]:
    live = _live_questions(session)
    found: dict[tuple[int | None, str, str], Duplicate] = {}
    for language, titles in live.items():
        asked = [
            (content, place, normalise(content.text[language].question))
            for content, place in articles
            if language in content.text
        ]
        is_small = len(asked) * len(titles) <= MAX_COMPARED
        first: dict[str, tuple[str, str]] = {}
        for content, place, words in asked:
            title = content.text[language].question
            other = titles.get(words) or first.get(words)
            score = 100.0
            if other is None and is_small and len(words) >= 6:
                best = process.extractOne(words, titles.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
                other, score = (titles[best[0]], best[1]) if best else (None, 0.0)
            if other is not None and other[0] != content.id:
                key = (place.row, place.file, other[0])
                found.setdefault(key, Duplicate(place.row, other[0], other[1], round(score / 100, 2)))
            first.setdefault(words, (content.id, title))
    return list(found.values())


def normalise(question: str) -> str:
    return _LETTERS.sub("", fold(question))


def _live_questions(session: Session) -> dict[str, dict[str, tuple[str, str]]]:
    """By language and normal form: the article and its question."""
    rows = session.execute(
        select(VersionText.language, VersionText.question, ArticleVersion.article_id)
        .join(ArticleVersion, ArticleVersion.id == VersionText.version_id)
        .where(ArticleVersion.state == VersionState.PUBLISHED)
        .order_by(ArticleVersion.article_id)
    )
    live: dict[str, dict[str, tuple[str, str]]] = {"en": {}, "zh-Hant": {}, "zh-Hans": {}}
    for language, question, article_id in rows:
        live[language].setdefault(normalise(question), (article_id, question))
    return live
