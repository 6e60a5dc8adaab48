"""Is a correction sent, or is there a reason not to?  A person decides on each."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.texts import written
from assistant.conversations.models import CitationRecord
from assistant.database import utc_now
from assistant.errors import NotFound, TransitionNotAllowed
from assistant.outgoing.mails import Purpose, queue_mail
from knowledge_base.recalls.contacts import find_contacts
from knowledge_base.recalls.drafting import subject
from knowledge_base.recalls.listing import settle
from knowledge_base.recalls.models import AnswerCorrection, Recall
from knowledge_base.recalls.states import Channel, CorrectionState


def send(session: Session, correction_id: int, *, actor: Actor, text: str) -> AnswerCorrection:
    """Mail `text` to the citizen; where only a telephone is known, note that somebody has rung and said it.

    Raises NotFound; InvalidInput without a text; TransitionNotAllowed for one that was decided, or reaches nobody.
    """
    actor.require(Permission.KNOWLEDGE_RECALL)
    correction = _lock(session, correction_id, actor)
    text = written(text, "text")
    channel, address = find_contacts(session, [correction.conversation_id])[correction.conversation_id]
    if channel is Channel.NONE:
        raise TransitionNotAllowed("the citizen has left no contact")
    if channel is Channel.EMAIL:
        title = session.scalar(
            select(CitationRecord.title).where(
                CitationRecord.answer_id == correction.answer_id,
                CitationRecord.version_id == correction.recall.version_id,
            )
        )
        queue_mail(
            session,
            purpose=Purpose.CORRECTION,
            recipient=address,
            subject=subject(title or correction.recall.article_id, correction.language),
            body=text,
        )
    correction.channel, correction.text = channel.value, text
    _decide(session, correction, CorrectionState.SENT, actor)
    record_event(
        session,
        actor,
        action="article.correction.send",
        subject=correction.recall.article_id,
        correction=correction.id,
        channel=channel.value,
    )
    return correction


def dismiss(session: Session, correction_id: int, *, actor: Actor, reason: str) -> AnswerCorrection:
    """Nothing is sent, for a reason.  Raises NotFound, InvalidInput without a reason, TransitionNotAllowed."""
    actor.require(Permission.KNOWLEDGE_RECALL)
    correction = _lock(session, correction_id, actor)
    correction.note = written(reason, "reason", at_most=1000)
    _decide(session, correction, CorrectionState.DISMISSED, actor)
    record_event(
        session,
        actor,
        action="article.correction.dismiss",
        subject=correction.recall.article_id,
        correction=correction.id,
    )
    return correction


def _lock(session: Session, correction_id: int, actor: Actor) -> AnswerCorrection:
    found = session.scalar(select(AnswerCorrection).where(AnswerCorrection.id == correction_id).with_for_update())
    if found is None:
        raise NotFound("no such correction")
    actor.require(Permission.KNOWLEDGE_RECALL, found.recall.department)
    if found.state in (CorrectionState.SENT, CorrectionState.DISMISSED):
        raise TransitionNotAllowed(f"{found.decided_by} has decided already: {found.state}")
    return found


def _decide(session: Session, correction: AnswerCorrection, state: CorrectionState, actor: Actor) -> None:
    correction.state, correction.decided_by, correction.decided_at = state.value, actor.name, utc_now()
    session.flush()
    session.scalar(select(Recall.id).where(Recall.id == correction.recall_id).with_for_update())
    settle(session, correction.recall)
