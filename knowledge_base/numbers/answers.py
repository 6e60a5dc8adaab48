"""Which answers count, since when, and what did citizens make of them?"""

from __future__ import annotations

import datetime

from sqlalchemy import ColumnElement, Subquery, and_, func, select
from sqlalchemy.orm import Session

from assistant.answering.answer import Outcome, Status
from assistant.conversations.models import AnswerRecord, Feedback, Handoff, Message
from assistant.database import utc_now

FAILED = (Status.HANDOFF_MISSING_KNOWLEDGE.value, Status.HANDOFF_LOW_CONFIDENCE.value)


def since(days: int) -> datetime.datetime:
    """The beginning of the first of `days` days, today being the last."""
    now = utc_now().astimezone()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - datetime.timedelta(days=days - 1)


def newest_feedback() -> Subquery:
    """What citizens thought of an answer in the end: `answer_id`, `helpful`."""
    place = func.row_number().over(
        partition_by=Feedback.answer_id, order_by=(Feedback.created_at.desc(), Feedback.id.desc())
    )
    ranked = select(Feedback.answer_id, Feedback.helpful, place.label("place")).subquery()
    return select(ranked.c.answer_id, ranked.c.helpful).where(ranked.c.place == 1).subquery()


def went_to_person() -> ColumnElement[bool]:
    """True for an answer with or after which its conversation waited for a person."""
    after = select(Handoff.id).where(
        and_(Handoff.conversation_id == Message.conversation_id, Handoff.created_at >= Message.created_at)
    )
    return after.correlate(Message).exists() | AnswerRecord.reference.is_not(None)


def is_question() -> ColumnElement[bool]:
    """True for what was asked of a public service: not greetings, steering, emergencies or the wish for a person."""
    return AnswerRecord.outcome.in_((Outcome.ANSWERED.value, Outcome.CLARIFY.value)) | AnswerRecord.status.in_(FAILED)


def local_day(session: Session) -> ColumnElement[str]:
    """The day of an answer on the machine's own calendar, by today's distance from UTC."""
    offset = datetime.datetime.now().astimezone().utcoffset() or datetime.timedelta()
    seconds = int(offset.total_seconds())
    if session.get_bind().dialect.name == "postgresql":
        here = func.timezone("UTC", Message.created_at) + datetime.timedelta(seconds=seconds)
        return func.to_char(here, "YYYY-MM-DD")
    return func.date(Message.created_at, f"{seconds} seconds")
