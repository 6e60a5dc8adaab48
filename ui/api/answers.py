"""How does another system ask a question without a conversation?  Nothing of it is kept."""

from __future__ import annotations

from fastapi import APIRouter, Response

from assistant.answering.draft import Question, Role, Turn
from assistant.switches.off_switches import Channel
from ui.api.wire import PlainAnswerOut, QuestionIn, plain_answer_out
from ui.dependencies import TheService
from ui.problems import PROBLEM_RESPONSES

router = APIRouter(prefix="/api/v1/answers", tags=["answers"], responses=PROBLEM_RESPONSES)


@router.post("", response_model=PlainAnswerOut)
def answer(body: QuestionIn, service: TheService) -> Response:
    """Answer a question.  Neither it nor the answer is stored, so a person who takes over knows nothing of it."""
    service.assistant.require_channel(Channel.API, language=body.language or "en")
    history = tuple(Turn(Role(turn.role), turn.text) for turn in body.history)
    found = service.assistant.answer(Question(body.text, body.language, history))
    return Response(plain_answer_out(found, service.assistant).model_dump_json(), media_type="application/json")
