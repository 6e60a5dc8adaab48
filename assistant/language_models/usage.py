"""How much were language models used, at which step, and what did it cost?"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.language_models.chosen import ModelStep
from assistant.language_models.models import ModelUse


@dataclass(frozen=True)
class Used:
    """The calls of one step on one day, or of several days together."""

    step: str
    day: datetime.date | None
    calls: int
    answered: int
    tokens_in: int
    tokens_out: int
    cost: float
    duration_ms: float
    """Of all calls together."""

    @property
    def answered_share(self) -> float:
        """In [0, 1]: how many calls gave something of use in time."""
        return self.answered / self.calls

    @property
    def average_ms(self) -> float:
        return self.duration_ms / self.calls


def list_used(session: Session, *, actor: Actor, since: datetime.date) -> list[Used]:
    """One for each day and step, the newest day first; a step that was not asked that day has none."""
    actor.require(Permission.BOARD_READ)
    answered = func.sum((ModelUse.outcome == "answered").cast(ModelUse.tokens_in.type))
    sums = [func.sum(c) for c in (ModelUse.tokens_in, ModelUse.tokens_out, ModelUse.cost, ModelUse.duration_ms)]
    rows = session.execute(
        select(ModelUse.step, ModelUse.day, func.count(), answered, *sums)
        .where(ModelUse.day >= since)
        .group_by(ModelUse.day, ModelUse.step)
    )
    used = [Used(step, day, calls, int(ok), int(i), int(o), cost, ms) for step, day, calls, ok, i, o, cost, ms in rows]
    return sorted(used, key=lambda one: (one.day, one.step), reverse=True)


def by_step(used: Iterable[Used]) -> list[Used]:
    """The same, all days together, in the order of the steps."""
    together: dict[str, list[Used]] = {step.value: [] for step in ModelStep}
    for one in used:
        together.setdefault(one.step, []).append(one)
    return [_sum(step, ones) for step, ones in together.items() if ones]


def _sum(step: str, ones: list[Used]) -> Used:
    return Used(
        step,
        None,
        calls=sum(one.calls for one in ones),
        answered=sum(one.answered for one in ones),
        tokens_in=sum(one.tokens_in for one in ones),
        tokens_out=sum(one.tokens_out for one in ones),
        cost=sum(one.cost for one in ones),
        duration_ms=sum(one.duration_ms for one in ones),
    )
