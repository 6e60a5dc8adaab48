"""How many tokens may still be spent today, and how many for one network?  Rows of SQL that every process counts on.

Whoever counts both counts the day first: two transactions that lock them in another order wait for each other.
"""

from __future__ import annotations

import datetime
import math

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assistant.language_models.chosen import ModelStep
from assistant.language_models.models import ModelDay, ModelNetwork

CITIZENS = frozenset({ModelStep.UNDERSTAND, ModelStep.COMPOSE, ModelStep.CHECK})
"""The steps that anybody on the internet sets off: they leave the rest of a day to staff and mail."""
CITIZENS_SHARE = 0.8


def limit_of(step: ModelStep, daily_tokens: int) -> int:
    """How far the day's count may go by this step."""
    return math.floor(daily_tokens * CITIZENS_SHARE) if step in CITIZENS else daily_tokens


def reserve(session: Session, day: datetime.date, tokens: int, *, limit: int, network: str = "") -> bool:
    """Count `tokens` as spent where that stays within `limit`; one statement, so that no two spend the same.

    Counted for the day as a whole, or for `network` on that day.
    """
    _begin(session, day, network)
    row, here = _counted(day, network)
    fits = update(row).where(here, row.tokens + tokens <= limit).values(tokens=row.tokens + tokens)
    return session.scalar(fits.returning(row.tokens)) is not None


def settle(session: Session, day: datetime.date, *, reserved: int, spent: int, network: str = "") -> None:
    """Put what a call has cost in the place of what was reserved for it."""
    _begin(session, day, network)
    row, here = _counted(day, network)
    session.execute(update(row).where(here).values(tokens=row.tokens + spent - reserved))


def tokens_of(session: Session, day: datetime.date, *, network: str = "") -> int:
    """What the day, or `network` on that day, has taken so far, running calls at their most."""
    row, here = _counted(day, network)
    return session.scalar(select(row.tokens).where(here)) or 0


def _counted(day: datetime.date, network: str) -> tuple[type[ModelDay | ModelNetwork], ColumnElement[bool]]:
    if not network:
        return ModelDay, ModelDay.day == day
    return ModelNetwork, (ModelNetwork.day == day) & (ModelNetwork.network == network)


def _begin(session: Session, day: datetime.date, network: str) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    if network:
        values = {"day": day, "network": network, "tokens": 0}
        session.execute(dialect.insert(ModelNetwork).values(values).on_conflict_do_nothing())
        return
    begun = dialect.insert(ModelDay).values(day=day, tokens=0).on_conflict_do_nothing().returning(ModelDay.day)
    if session.scalar(begun) is not None:
        # A call that ran over midnight still counts for yesterday.
        session.execute(delete(ModelNetwork).where(ModelNetwork.day < day - datetime.timedelta(days=1)))
