"""What do supervisors read of how much language models were used?"""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from assistant.accounts.permissions import Actor, Permission
from assistant.database import today_here
from assistant.language_models.usage import Used, by_step, list_used
from ui.dependencies import TheService
from ui.model_state import tokens_today
from ui.problems import PROBLEM_RESPONSES
from ui.staff_access import Requires

router = APIRouter(prefix="/api/v1/board/models", tags=["handoffs"], responses=PROBLEM_RESPONSES)


class UsedOut(BaseModel):
    step: str = Field(examples=["compose"])
    day: datetime.date | None = Field(description="Null for all days together.", examples=["2026-11-20"])
    calls: int = Field(examples=[120])
    answered_share: float = Field(description="In [0, 1].", examples=[0.97])
    tokens_in: int = Field(examples=[84000])
    tokens_out: int = Field(examples=[14400])
    cost: float = Field(description="In the currency of the prices that are set; 0 without any.", examples=[0.29])
    average_ms: float = Field(examples=[830.5])


class ModelUseOut(BaseModel):
    steps: list[UsedOut]
    days: list[UsedOut] = Field(description="The same by day, the newest first.")
    tokens_today: int = Field(description="Running calls are counted at their most.", examples=[98400])
    problem: str = Field(
        description="Why the changed file of models cannot be used, so that the models before it go on.", examples=[""]
    )
    daily_tokens: int = Field(description="The budget of a day; 0 where none is set.", examples=[2000000])


@router.get("")
def read_model_use(
    actor: Annotated[Actor, Depends(Requires(Permission.BOARD_READ))],
    service: TheService,
    days: Annotated[int, Query(ge=1, le=92, description="Today among them.", examples=[7])] = 7,
) -> ModelUseOut:
    """Calls, tokens and cost of each step in the last days."""
    since = today_here() - datetime.timedelta(days=days - 1)
    with service.database.read() as session:
        used = list_used(session, actor=actor, since=since)
    return ModelUseOut(
        steps=[_out(one) for one in by_step(used)],
        days=[_out(one) for one in used],
        tokens_today=tokens_today(service),
        problem=service.models.problem,
        daily_tokens=service.settings.model_daily_tokens,
    )


def _out(used: Used) -> UsedOut:
    return UsedOut(
        step=used.step,
        day=used.day,
        calls=used.calls,
        answered_share=round(used.answered_share, 3),
        tokens_in=used.tokens_in,
        tokens_out=used.tokens_out,
        cost=round(used.cost, 6),
        average_ms=round(used.average_ms, 1),
    )
