"""Is the process alive, can it take a message, and how is each part?"""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from assistant.errors import DatabaseUnavailable
from ui.dependencies import TheService
from ui.model_state import ModelState, list_states, tokens_today, worst
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.waiting_work import measure_waiting

router = APIRouter(tags=["health"])

_PUBLIC_PROBLEM = "the embedding model cannot be used; the log tells which, and why"
_PUBLIC_MODELS_PROBLEM = "the file of models has changed and cannot be used; the log tells why"
"""Anybody may read the status, and a path of the machine is nobody's business."""


class EmbeddingOut(BaseModel):
    """Which model's vectors serve, and how far those of another one are that will take over."""

    serving: str = Field(examples=["minilm-44360aff2b2d-256"], description="`none`: articles are found by their words.")
    preparing: str = Field(examples=[""], description="Empty when no other model is being prepared.")
    done: int = Field(description="Texts that have a vector of the model that is being prepared.")
    of: int = Field(description="Texts that need one.")
    problem: str = Field(examples=[""], description="Tells an operator to read the log; empty when nothing is wrong.")


class WaitingOut(BaseModel):
    """For how many seconds the oldest piece of the worker's work has waited; null where none waits.

    A number that grows tells that no worker runs, or that a mail server or webhook cannot be reached.
    """

    mail: int | None = Field(examples=[None], description="Kept, and not yet a case.")
    outgoing_mail: int | None = Field(examples=[2])
    webhook_call: int | None = Field(examples=[None])


class StepModelOut(BaseModel):
    step: str = Field(examples=["compose"])
    model: str = Field(examples=["qwen3:8b"])
    state: ModelState = Field(examples=["ok"])


class StatusOut(BaseModel):
    """Each part's state: `ok`, or what is wrong in a word."""

    version: str = Field(examples=["0.1.0"])
    database: str = Field(examples=["ok"])
    knowledge: str = Field(examples=["ok"])
    articles: int
    passages: int
    index: str = Field(examples=["exact"])
    embedding: EmbeddingOut
    language_model: ModelState = Field(
        description="The worst of all steps; `none` is no fault: everything works by rules.", examples=["none"]
    )
    language_models: list[StepModelOut]
    language_models_problem: str = Field(
        examples=[""], description="Tells an operator to read the log; empty when nothing is wrong."
    )
    model_budget_used: float | None = Field(
        description="The share of the day's tokens that is spent; null where no budget is set.", examples=[0.12]
    )
    waiting: WaitingOut


@router.get("/live")
def live() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/ready", responses={503: PROBLEM_RESPONSES[503]})
def ready(service: TheService) -> JSONResponse:
    """A message can be accepted and kept."""
    if not service.database.ping():
        raise DatabaseUnavailable("the database does not answer or its schema is not the newest")
    return JSONResponse({"status": "ok"})


@router.get("/status")
def status(service: TheService) -> StatusOut:
    """How each part is."""
    articles, passages = service.knowledge.size()
    state = service.served.state
    is_up = service.database.ping()
    budget = service.settings.model_daily_tokens
    tokens = tokens_today(service) if is_up and budget else 0
    states = list_states(service, tokens)
    try:
        installed = version("civicdesk")
    except PackageNotFoundError:
        installed = "unpackaged"
    return StatusOut(
        version=installed,
        database="ok" if is_up else "unavailable",
        knowledge="ok" if articles else "empty",
        articles=articles,
        passages=passages,
        index=service.knowledge.index_name,
        embedding=EmbeddingOut(**asdict(state) | {"problem": _PUBLIC_PROBLEM if state.problem else ""}),
        language_model=worst(states),
        language_models=[StepModelOut(**asdict(one)) for one in states],
        language_models_problem=_PUBLIC_MODELS_PROBLEM if service.models.problem else "",
        model_budget_used=round(tokens / budget, 3) if budget else None,
        waiting=_measure(service) if is_up else WaitingOut(mail=None, outgoing_mail=None, webhook_call=None),
    )


def _measure(service: Service) -> WaitingOut:
    with service.database.read() as session:
        return WaitingOut(**asdict(measure_waiting(session)))
