"""Which questions would an article win with new variants, and from which articles would it steal them?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.answering.answer import Status
from assistant.answering.confidence import Confidence, load_confidence
from assistant.answering.decide import TIE
from assistant.answering.knowledge import Hit, Knowledge, Query, SearchResult
from assistant.conversations.models import AnswerRecord, Message
from assistant.database import utc_now
from assistant.languages import fold
from assistant.privacy import mask
from knowledge_base.gaps.models import GapItem, GapKind
from knowledge_base.models import GoldenQuestion

MOST_ASKED = 2_000
_SEARCHED = (
    Status.ANSWERED_APPROVED_TEXT,
    Status.ANSWERED_COMPOSED,
    Status.ANSWERED_OTHER_LANGUAGE,
    Status.CLARIFY_NEIGHBOURS,
    Status.HANDOFF_MISSING_KNOWLEDGE,
    Status.HANDOFF_LOW_CONFIDENCE,
)


@dataclass(frozen=True)
class AskedQuestion:
    text: str
    language: str
    right: str | None = None
    """The article that the golden set vouches for."""


@dataclass(frozen=True)
class Won:
    """A question that the article would answer, and what it is answered with now; None when nothing surely answers."""

    question: AskedQuestion
    before: Hit | None


@dataclass(frozen=True)
class Effect:
    """`steals` are of what another article surely answers now, or is the right one for."""

    wins: tuple[Won, ...]
    steals: tuple[Won, ...]
    asked: int


def list_asked(session: Session, *, days: int) -> list[AskedQuestion]:
    """What to try: the golden set, the gaps and what was asked in the last `days`; each text once."""
    since = utc_now() - datetime.timedelta(days=days)
    asked: dict[str, AskedQuestion] = {}
    for question in _stored(session, since):
        asked.setdefault(fold(question.text), question)
        if len(asked) >= MOST_ASKED:
            break
    return list(asked.values())


def measure_effect(article_id: str, asked: Sequence[AskedQuestion], *, live: Knowledge, rehearsed: Knowledge) -> Effect:
    """What changes hands from `live` to `rehearsed`; a question counts as answered when it would be shown an answer."""
    queries = [Query(question.text, question.language) for question in asked]
    confidence = load_confidence()
    wins: list[Won] = []
    steals: list[Won] = []
    for question, now, then in zip(asked, live.search_many(queries), rehearsed.search_many(queries), strict=True):
        before, after = (_answering(result, question.text, confidence) for result in (now, then))
        if after is None or after.article_id != article_id or (before and before.article_id == article_id):
            continue
        is_theft = (before is not None and question.right != article_id) or question.right not in (None, article_id)
        (steals if is_theft else wins).append(Won(question, before or _best(now, article_id)))
    return Effect(tuple(wins), tuple(steals), len(asked))


def find_answering(knowledge: Knowledge, asked: Sequence[AskedQuestion]) -> list[Hit | None]:
    """What each question is surely answered with, in order; None where nothing is sure."""
    results = knowledge.search_many([Query(question.text, question.language) for question in asked])
    confidence = load_confidence()
    return [_answering(result, question.text, confidence) for question, result in zip(asked, results, strict=True)]


def _answering(result: SearchResult, text: str, confidence: Confidence) -> Hit | None:
    """The hit that would be shown as the answer, as `assistant/answering/decide.py` decides."""
    if not result.hits:
        return None
    best, features = result.hits[0], result.features
    by_title = next((hit for hit in result.hits[:3] if fold(hit.title) == fold(text)), None)
    is_sure = confidence.estimate(features) >= confidence.thresholds(features).answer
    return by_title or (best if is_sure and features.get("relative_margin", 1.0) >= TIE else None)


def _best(result: SearchResult, article_id: str) -> Hit | None:
    """What is found first now without being sure enough; None when it is the article itself."""
    best = result.hits[0] if result.hits else None
    return best if best and best.article_id != article_id else None


def _stored(session: Session, since: datetime.datetime) -> Iterator[AskedQuestion]:
    for golden in session.scalars(select(GoldenQuestion).order_by(GoldenQuestion.id)):
        yield AskedQuestion(golden.question, golden.language, golden.article_id)
    gaps = select(GapItem.text, GapItem.language).where(GapItem.kind == GapKind.QUESTION.value, GapItem.at > since)
    for text, language in session.execute(gaps.order_by(GapItem.at.desc()).limit(MOST_ASKED)):
        yield AskedQuestion(text, language)
    asked = (
        select(Message.text, Message.language)
        .join(AnswerRecord, AnswerRecord.question_id == Message.id)
        .where(Message.created_at > since, AnswerRecord.status.in_(_SEARCHED))
    )
    for text, language in session.execute(asked.order_by(Message.created_at.desc()).limit(MOST_ASKED)):
        yield AskedQuestion(mask(text, language).text, language)
