"""What would an article say that a group of questions or replies asks for?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.answering.knowledge import Hit
from assistant.languages import LANGUAGES, fold
from knowledge_base.article import ArticleText
from knowledge_base.gaps.models import GapItem, GapKind
from knowledge_base.gaps.skeleton import make_answer

MAX_VARIANTS = 10
MAX_REPLIES = 5


def texts_of_questions(
    session: Session, title: str, items: Sequence[GapItem], nearest: Mapping[str, Hit]
) -> dict[str, ArticleText]:
    """In each language that was asked in: the questions, and material for an answer."""
    replies = replies_to(session, items)
    texts = {}
    for language in LANGUAGES:
        asked = _distinct([title, *(item.text for item in items)], {i.text for i in items if i.language == language})
        if asked:
            answer = make_answer(language, nearest=nearest.get(language), replies=replies.get(language, ()))
            texts[language] = ArticleText(asked[0], answer, tuple(asked[1 : 1 + MAX_VARIANTS]))
    return texts


def texts_of_replies(title: str, items: Sequence[GapItem]) -> dict[str, ArticleText]:
    """In each language that agents replied in: what they were asked, and the most central reply, or the newest."""
    texts = {}
    for language in LANGUAGES:
        mine = [item for item in items if item.language == language]
        if mine:
            reply = next((item for item in mine if item.text == title), mine[0])
            asked = _distinct([reply.question, *(item.question for item in mine)])
            texts[language] = ArticleText(asked[0], reply.text, tuple(asked[1 : 1 + MAX_VARIANTS]))
    return texts


def _distinct(texts: Iterable[str], among: set[str] | None = None) -> list[str]:
    """`texts` in their order, each once whatever its script and case; of `among` alone where that is given."""
    wanted = (" ".join(text.split()) for text in texts if among is None or text in among)
    return list({fold(text): text for text in reversed(list(wanted))}.values())[::-1]


def replies_to(session: Session, items: Sequence[GapItem]) -> dict[str, list[str]]:
    """By language, what agents wrote in their own words where these were asked."""
    talks = list({item.conversation_id for item in items})[:500]
    found = select(GapItem.language, GapItem.text).where(
        GapItem.kind == GapKind.REPLY.value, GapItem.conversation_id.in_(talks)
    )
    replies: dict[str, list[str]] = {}
    for language, text in session.execute(found.order_by(GapItem.at.desc())):
        kept = replies.setdefault(language, [])
        if len(kept) < MAX_REPLIES:
            kept.append(text)
    return replies
