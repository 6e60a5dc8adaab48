"""How does another system ask a question without a conversation?  Nothing of it is kept."""

from __future__ import annotations

from functools import partial

import anyio.to_thread
from fastapi import APIRouter, Response

from assistant.answering.answer import Answer
from assistant.answering.draft import Question, Role, Turn
from assistant.answering.improve import may_improve
from assistant.answering.pipeline import First
from assistant.switches.off_switches import Channel
from ui.api.wire import PlainAnswerOut, QuestionIn, plain_answer_out
from ui.dependencies import TheModelWaits, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service

router = APIRouter(prefix="/api/v1/answers", tags=["answers"], responses=PROBLEM_RESPONSES)


@router.post("", response_model=PlainAnswerOut)
async def answer(body: QuestionIn, service: TheService, waits: TheModelWaits) -> Response:
    """Answer a question.  Neither it nor the answer is stored, so a person who takes over knows nothing of it."""
    found = await anyio.to_thread.run_sync(_answer_or_begin, service, body)
    if isinstance(found, Response):
        return found
    finished = await waits.run(partial(service.assistant.finish_answer, found))
    return await anyio.to_thread.run_sync(_response, service, finished)


def _answer_or_begin(service: Service, body: QuestionIn) -> Response | First:
    """The response, or what a model is asked about first."""
    service.assistant.require_channel(Channel.API, language=body.language or "en")
    history = tuple(Turn(Role(turn.role), turn.text) for turn in body.history)
    first = service.assistant.begin_answer(Question(body.text, body.language, history))
    return first if may_improve(first) else _response(service, first.answer)


def _response(service: Service, found: Answer) -> Response:
    return Response(plain_answer_out(found, service.assistant).model_dump_json(), media_type="application/json")
