"""How many tokens may still be spent today?  A row of SQL that every process of the service counts on."""

from __future__ import annotations

import datetime
import math

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assistant.language_models.chosen import ModelStep
from assistant.language_models.models import ModelDay

CITIZENS = frozenset({ModelStep.UNDERSTAND, ModelStep.COMPOSE, ModelStep.CHECK})
"""The steps that anybody on the internet sets off: they leave the rest of a day to staff and mail."""
CITIZENS_SHARE = 0.8


def limit_of(step: ModelStep, daily_tokens: int) -> int:
    """How far the day's count may go by this step."""
    return math.floor(daily_tokens * CITIZENS_SHARE) if step in CITIZENS else daily_tokens


def reserve(session: Session, day: datetime.date, tokens: int, *, limit: int) -> bool:
    """Count `tokens` as spent where that stays within `limit`; one statement, so that no two spend the same."""
    _begin(session, day)
    fits = (ModelDay.day == day) & (ModelDay.tokens + tokens <= limit)
    found = session.scalar(update(ModelDay).where(fits).values(tokens=ModelDay.tokens + tokens).returning(ModelDay.day))
    return found is not None


def settle(session: Session, day: datetime.date, *, reserved: int, spent: int) -> None:
    """Put what a call has cost in the place of what was reserved for it."""
    _begin(session, day)
    difference = spent - reserved
    session.execute(update(ModelDay).where(ModelDay.day == day).values(tokens=ModelDay.tokens + difference))


def tokens_of(session: Session, day: datetime.date) -> int:
    """What the day has taken so far, running calls at their most."""
    return session.scalar(select(ModelDay.tokens).where(ModelDay.day == day)) or 0


def _begin(session: Session, day: datetime.date) -> None:
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(ModelDay) if is_postgresql else sqlite.insert(ModelDay)
    session.execute(insert.values(day=day, tokens=0).on_conflict_do_nothing())
