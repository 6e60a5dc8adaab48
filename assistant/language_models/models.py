"""Which rows keep what was asked of language models, and what it cost?"""

from __future__ import annotations

import datetime

from sqlalchemy import BigInteger, Date, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.database import Row, UtcDateTime


class ModelUse(Row):
    """One call of a model: which step, how many tokens, what came of it.  No word of what was asked or answered."""

    __tablename__ = "model_uses"
    __table_args__ = (Index("ix_model_uses_day_step", "day", "step"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    day: Mapped[datetime.date] = mapped_column(Date)
    step: Mapped[str] = mapped_column(String(20))
    model: Mapped[str] = mapped_column(String(150))
    outcome: Mapped[str] = mapped_column(String(20))
    """`answered`, or why not: failed, resting, busy, over_budget, over_share, wrong_form."""
    tokens_in: Mapped[int] = mapped_column(Integer)
    tokens_out: Mapped[int] = mapped_column(Integer)
    cost: Mapped[float] = mapped_column(Float)
    """In the currency of the settings' prices; 0 where none is set."""
    duration_ms: Mapped[float] = mapped_column(Float)


class ModelDay(Row):
    """How many tokens a day has taken, running calls counted at their most: what the budget is held against."""

    __tablename__ = "model_days"

    day: Mapped[datetime.date] = mapped_column(Date, primary_key=True)
    tokens: Mapped[int] = mapped_column(BigInteger)


class ModelNetwork(Row):
    """The same for the citizens of one network, so that none spends everybody's tokens; gone two days later."""

    __tablename__ = "model_networks"

    day: Mapped[datetime.date] = mapped_column(Date, primary_key=True)
    network: Mapped[str] = mapped_column(String(43), primary_key=True)
    """Some hundreds of addresses, as `198.51.100.0/24`: which of them asked is not kept."""
    tokens: Mapped[int] = mapped_column(BigInteger)
