"""Who was told a version that is called back?  The worker looks, some conversations at a time, and forgets none."""

from __future__ import annotations

import threading

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.conversations.models import AnswerRecord, CitationRecord, Message
from assistant.database import Database
from knowledge_base.recalls.contacts import find_contacts
from knowledge_base.recalls.models import AnswerCorrection, Recall
from knowledge_base.recalls.states import Channel, CorrectionState, RecallState

BATCH = 200


def list_due(database: Database, *, stop: threading.Event | None = None) -> int:
    """Go on with every recall that is still being listed; returns how many conversations were added."""
    added = 0
    while stop is None or not stop.is_set():
        with database.write() as session:
            recall = session.scalar(
                select(Recall)
                .where(Recall.state == RecallState.LISTING)
                .order_by(Recall.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if recall is None:
                return added
            added += _list_some(session, recall)
    return added


def _list_some(session: Session, recall: Recall) -> int:
    """The next conversations; when there are none the recall is open for people, or done where nobody was told."""
    last = func.max(Message.sequence).label("last")
    found = (
        select(Message.conversation_id, last)
        .join(AnswerRecord, AnswerRecord.message_id == Message.id)
        .join(CitationRecord, CitationRecord.answer_id == AnswerRecord.id)
        .where(
            CitationRecord.article_id == recall.article_id,
            CitationRecord.version_id == recall.version_id,
            Message.conversation_id > recall.listed_until,
        )
        .group_by(Message.conversation_id)
        .order_by(Message.conversation_id)
        .limit(BATCH)
        .subquery()
    )
    rows = session.execute(
        select(found.c.conversation_id, AnswerRecord.id, CitationRecord.language)
        .join(Message, (Message.conversation_id == found.c.conversation_id) & (Message.sequence == found.c.last))
        .join(AnswerRecord, AnswerRecord.message_id == Message.id)
        .join(
            CitationRecord,
            (CitationRecord.answer_id == AnswerRecord.id) & (CitationRecord.version_id == recall.version_id),
        )
        .order_by(found.c.conversation_id)
    ).all()
    contacts = find_contacts(session, [conversation for conversation, _, _ in rows])
    for conversation, answer, language in rows:
        channel, _ = contacts[conversation]
        state = CorrectionState.LISTED if channel is Channel.NONE else CorrectionState.DRAFTED
        session.add(
            AnswerCorrection(
                recall_id=recall.id,
                conversation_id=conversation,
                answer_id=answer,
                language=language,
                channel=channel.value,
                state=state.value,
            )
        )
    if rows:
        recall.listed_until = rows[-1][0]
    if len(rows) < BATCH:
        session.flush()
        settle(session, recall)
    return len(rows)


def settle(session: Session, recall: Recall) -> None:
    """Done when no draft waits for a decision, open otherwise."""
    waiting = session.scalar(
        select(func.count()).where(
            AnswerCorrection.recall_id == recall.id, AnswerCorrection.state == CorrectionState.DRAFTED
        )
    )
    recall.state = RecallState.OPEN if waiting else RecallState.DONE
