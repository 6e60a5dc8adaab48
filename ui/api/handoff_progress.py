"""How does a citizen ask later what became of their request, without the conversation's token?"""

from __future__ import annotations

from fastapi import APIRouter

from assistant.database import utc_now
from ui.api.handoff_state import ProgressIn, ProgressOut, public_state
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES

router = APIRouter(prefix="/api/v1/handoffs/progress", tags=["handoffs"], responses=PROBLEM_RESPONSES)


@router.post("")
def read_progress(body: ProgressIn, service: TheService) -> ProgressOut:
    """What became of a request.  An unknown reference and a wrong contact get the same answer, after the same work."""
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
