"""How does a citizen ask later what became of their request, without the conversation's token?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from limits import RateLimitItemPerHour

from assistant.database import utc_now
from assistant.errors import TooManyRequests
from ui.api.handoff_state import ProgressIn, ProgressOut, public_state
from ui.client_address import rate_key
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES

router = APIRouter(prefix="/api/v1/handoffs/progress", tags=["handoffs"], responses=PROBLEM_RESPONSES)

TRIES = RateLimitItemPerHour(5)
"""On one reference from one address; the contact that was left with it could be guessed otherwise."""


@router.post("")
def read_progress(body: ProgressIn, service: TheService, request: Request) -> ProgressOut:
    """What became of a request.  An unknown reference and a wrong contact get the same answer, after the same work."""
    address = rate_key(request.client.host) if request.client else ""
    if seconds := request.app.state.counts.hit(TRIES, "progress", body.reference.upper(), address):
        raise TooManyRequests("too many tries; please wait", retry_after_seconds=seconds)
    assistant = service.assistant
    handoff = assistant.find_progress(body.reference, contact=body.contact)
    language = body.language or handoff.language
    reply_by = handoff.reply_by or assistant.hours.reply_by(handoff.department, utc_now())
    return ProgressOut.model_validate(
        {
            "reference": handoff.reference,
            "state": public_state(handoff.state),
            "department": assistant.telling.department(handoff.department, language),
            "reply_by": handoff.reply_by,
            "text": assistant.telling.progress(handoff, reply_by, language=language),
            "language": language,
        }
    )
