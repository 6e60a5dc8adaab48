"""What may a route ask for?  Types whose names say what a request carries."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Path, Request

from assistant.errors import ConversationNotFound
from ui.live import Live
from ui.model_waits import ModelWaits
from ui.service import Service

PLAIN_LINE = r"^[^\x00-\x1f\x7f]*$"
"""No control characters, of which PostgreSQL cannot even be asked."""


# Coroutines, though they wait for nothing: to a plain function FastAPI gives a thread, and each message would have to
# stand in line for one four times before its own work begins.


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


async def _live(request: Request) -> Live:
    live: Live = request.app.state.live
    return live


async def _token(
    authorization: Annotated[str, Header(description="`Bearer` and the conversation's token.")] = "",
) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        # The same answer as for a wrong token, so that nothing tells whether the conversation exists.
        raise ConversationNotFound("no such conversation, or not your token")
    return token.strip()


async def _model_waits(request: Request) -> ModelWaits:
    waits: ModelWaits = request.app.state.model_waits
    return waits


TheService = Annotated[Service, Depends(_service)]
TheLive = Annotated[Live, Depends(_live)]
TheModelWaits = Annotated[ModelWaits, Depends(_model_waits)]
ConversationToken = Annotated[str, Depends(_token)]
ConversationId = Annotated[str, Path(max_length=64, pattern=r"^[\w-]+$")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=100,
        description="The client's own name for this message; sending it again never stores it twice.",
    ),
]
