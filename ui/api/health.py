"""Is the process alive, can it take a message, and how is each part?"""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from assistant.errors import DatabaseUnavailable
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES

router = APIRouter(tags=["health"])

_PUBLIC_PROBLEM = "the embedding model cannot be used; the log tells which, and why"
"""Anybody may read the status, and a path of the machine is nobody's business."""


class EmbeddingOut(BaseModel):
    """Which model's vectors serve, and how far those of another one are that will take over."""

    serving: str = Field(examples=["minilm-44360aff2b2d-256"], description="`none`: articles are found by their words.")
    preparing: str = Field(examples=[""], description="Empty when no other model is being prepared.")
    done: int = Field(description="Texts that have a vector of the model that is being prepared.")
    of: int = Field(description="Texts that need one.")
    problem: str = Field(examples=[""], description="Tells an operator to read the log; empty when nothing is wrong.")


class StatusOut(BaseModel):
    """Each part's state: `ok`, or what is wrong in a word."""

    version: str = Field(examples=["0.1.0"])
    database: str = Field(examples=["ok"])
    knowledge: str = Field(examples=["ok"])
    articles: int
    passages: int
    index: str = Field(examples=["exact"])
    embedding: EmbeddingOut
    language_model: str = Field(examples=["none"])


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
    try:
        installed = version("civicdesk")
    except PackageNotFoundError:
        installed = "unpackaged"
    return StatusOut(
        version=installed,
        database="ok" if service.database.ping() else "unavailable",
        knowledge="ok" if articles else "empty",
        articles=articles,
        passages=passages,
        index=service.knowledge.index_name,
        embedding=EmbeddingOut(**asdict(state) | {"problem": _PUBLIC_PROBLEM if state.problem else ""}),
        language_model="none",
    )
