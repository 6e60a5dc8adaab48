"""What did agents answer in their own words, and to which questions?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.answering.draft import Role
from assistant.privacy import mask
from assistant.suggestions.models import SuggestionRecord
from assistant.suggestions.open_question import find_open_question
from knowledge_base.gaps.models import GapKind
from knowledge_base.gaps.own_words import Known, keys_of, own_words
from knowledge_base.gaps.questions import MAX_LENGTH, Found
from knowledge_base.gaps.talks import Talk
from knowledge_base.models import VersionText

MOST_DRAFTS = 5_000
"""Of questions from elsewhere; what the articles say, of which drafts are made, is known whole."""


def find_replies(talk: Talk, *, everywhere: Set[str], suggested: Sequence[str]) -> Iterator[Found]:
    """The agents' own words in a conversation, oldest first; `suggested` are the drafts that were made for it."""
    messages = [said.message for said in talk.turns]
    by_assistant = [message.text for message in messages if message.role == Role.ASSISTANT]
    known = Known(everywhere, tuple(keys_of([*by_assistant, *suggested])))
    departments = {handoff.agent_id: handoff.department for handoff in talk.handoffs}
    for place, message in enumerate(messages):
        if message.role != Role.AGENT or message.author_id is None:
            continue
        own = own_words(message.text, known)
        asked = find_open_question(messages[:place])
        if own and asked:
            yield Found(
                message_id=message.id,
                conversation_id=talk.id,
                kind=GapKind.REPLY,
                language=message.language,
                text=mask(own, message.language).text,
                at=message.created_at,
                department=message.author_department or departments.get(message.author_id),
                question=mask(asked.question.text, asked.question.language or message.language).text[:MAX_LENGTH],
                author=message.author_id,
            )


def read_suggested(session: Session, conversation_ids: Sequence[str]) -> dict[str, list[str]]:
    """What was suggested to agents in each of the conversations."""
    drafts = select(SuggestionRecord.conversation_id, SuggestionRecord.draft)
    found: dict[str, list[str]] = {}
    for row in session.execute(drafts.where(SuggestionRecord.conversation_id.in_(conversation_ids))):
        found.setdefault(row.conversation_id, []).append(row.draft)
    return found


def read_known(session: Session) -> frozenset[str]:
    """Every sentence that an article says or has said, or that was suggested for a question from elsewhere."""
    answers = session.scalars(select(VersionText.answer).distinct())
    elsewhere = select(SuggestionRecord.draft).where(SuggestionRecord.conversation_id.is_(None))
    suggested = session.scalars(elsewhere.order_by(SuggestionRecord.created_at.desc()).limit(MOST_DRAFTS))
    return frozenset(keys_of([*answers, *suggested]))


def has_replies(talks: Sequence[Talk]) -> bool:
    return any(said.message.role == Role.AGENT for talk in talks for said in talk.turns)
