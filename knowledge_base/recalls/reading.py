"""Which recalls are there, whom did each version reach, and what would each citizen hear today?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from assistant.accounts.permissions import EVERY_DEPARTMENT, Actor, Permission
from assistant.conversations.models import AnswerRecord, CitationRecord, Message
from assistant.errors import NotFound
from assistant.privacy import mask
from knowledge_base.desk.heads import list_titles
from knowledge_base.models import content_of
from knowledge_base.recalls.contacts import find_contacts
from knowledge_base.recalls.drafting import draft
from knowledge_base.recalls.models import AnswerCorrection, Recall
from knowledge_base.recalls.states import Channel, CorrectionState
from knowledge_base.versions import list_versions, live_version


@dataclass(frozen=True)
class RecallCounts:
    """A recall and how many conversations it concerns; `waiting` of them have a draft that nobody has decided on."""

    recall: Recall
    titles: dict[str, str]
    """Of the version that is called back, by language."""
    conversations: int
    waiting: int
    sent: int


@dataclass(frozen=True)
class Told:
    """One conversation that was told the version; `phone` is there for who is to ring."""

    correction: AnswerCorrection
    question: str
    answered_at: datetime.datetime
    phone: str
    draft: str


def list_recalls(
    session: Session, *, actor: Actor, state: str | None = None, before: int | None = None, limit: int = 50
) -> list[RecallCounts]:
    """Those of the actor's departments, the newest first."""
    actor.require(Permission.KNOWLEDGE_RECALL)
    query = select(Recall).order_by(Recall.id.desc()).limit(limit)
    if EVERY_DEPARTMENT not in actor.departments:
        query = query.where(Recall.department.in_(actor.departments))
    if state is not None:
        query = query.where(Recall.state == state)
    if before is not None:
        query = query.where(Recall.id < before)
    recalls = list(session.scalars(query))
    rows = session.execute(
        select(AnswerCorrection.recall_id, AnswerCorrection.state, func.count())
        .where(AnswerCorrection.recall_id.in_([recall.id for recall in recalls]))
        .group_by(AnswerCorrection.recall_id, AnswerCorrection.state)
    )
    counts: dict[int, dict[str, int]] = {}
    for recall_id, of_state, count in rows:
        counts.setdefault(recall_id, {})[of_state] = count
    titles = list_titles(session, [recall.version_id for recall in recalls])
    return [_counted(recall, titles, counts.get(recall.id, {})) for recall in recalls]


def find_recall(session: Session, recall_id: int, *, actor: Actor) -> RecallCounts:
    """Raises NotFound, also for one of another department."""
    actor.require(Permission.KNOWLEDGE_RECALL)
    recall = session.get(Recall, recall_id)
    if recall is None or not actor.serves(recall.department):
        raise NotFound("no such recall")
    rows = session.execute(
        select(AnswerCorrection.state, func.count())
        .where(AnswerCorrection.recall_id == recall_id)
        .group_by(AnswerCorrection.state)
    )
    return _counted(recall, list_titles(session, [recall.version_id]), dict(rows.all()))


def list_told(session: Session, recall: Recall, *, after: int = 0, limit: int = 100) -> list[Told]:
    """The conversations of a recall in the order in which they were listed; questions without personal data."""
    asked = aliased(Message)
    rows = session.execute(
        select(AnswerCorrection, asked.text, asked.language, Message.created_at, CitationRecord.title)
        .join(AnswerRecord, AnswerRecord.id == AnswerCorrection.answer_id)
        .join(Message, Message.id == AnswerRecord.message_id)
        .join(asked, asked.id == AnswerRecord.question_id)
        .join(
            CitationRecord,
            (CitationRecord.answer_id == AnswerRecord.id) & (CitationRecord.version_id == recall.version_id),
        )
        .where(AnswerCorrection.recall_id == recall.id, AnswerCorrection.id > after)
        .order_by(AnswerCorrection.id)
        .limit(limit)
    ).all()
    live = live_version(list_versions(session, recall.article_id))
    now = content_of(live) if live else None
    contacts = find_contacts(session, [correction.conversation_id for correction, *_ in rows])
    told = []
    for correction, question, language, at, title in rows:
        channel, address = contacts[correction.conversation_id]
        is_due = correction.state == CorrectionState.DRAFTED
        told.append(
            Told(
                correction,
                mask(question, language).words,
                at,
                address if is_due and channel is Channel.PHONE else "",
                draft(title, at.astimezone().date(), correction.language, now=now) if is_due else "",
            )
        )
    return told


def _counted(recall: Recall, titles: dict[int, dict[str, str]], counts: dict[str, int]) -> RecallCounts:
    waiting, sent = counts.get(CorrectionState.DRAFTED, 0), counts.get(CorrectionState.SENT, 0)
    return RecallCounts(recall, titles.get(recall.version_id, {}), sum(counts.values()), waiting, sent)
