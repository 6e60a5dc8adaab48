"""How does a citizen talk with the service over HTTP?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Header, Response
from fastapi.sse import EventSourceResponse, format_sse_event
from starlette.types import Receive, Scope, Send

from assistant.assistant import BegunReply
from assistant.conversations.arrivals import Arrival
from assistant.conversations.history import find_conversation
from assistant.conversations.models import AnswerRecord, Message
from ui.api.handoff_state import HandoffStateOut, SatisfactionIn, SatisfactionOut, state_out
from ui.api.wire import (
    AnswerOut,
    ConversationIn,
    ConversationOut,
    FeedbackIn,
    FeedbackOut,
    HandoffIn,
    HandoffOut,
    LanguageCode,
    MessageIn,
    MessagesOut,
    answer_out,
    card_out,
    message_out,
    silent_out,
)
from ui.dependencies import ConversationId, ConversationToken, IdempotencyKey, TheLive, TheModelWaits, TheService
from ui.model_waits import ModelWaits
from ui.problems import PROBLEM_RESPONSES, problem_of
from ui.service import Service


class _AnswerStream(EventSourceResponse):
    """Comes to its end also where the client has gone: an answer ends soon, and looking out for that costs more."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.stream_response(send)


router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"], responses=PROBLEM_RESPONSES)

_STREAM_EXAMPLE = (
    'event: status\ndata: {"step":"searching","text":"Looking for …","message_id":"…"}\n\n'
    "event: card\ndata: {…}\n\nevent: answer\ndata: {…}\n\n"
)
_STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""A proxy must pass each event on as it comes."""


@router.post("", status_code=201)
def start_conversation(service: TheService, body: ConversationIn | None = None) -> ConversationOut:
    """Begin a conversation; its token is shown this once."""
    body = body or ConversationIn()
    started = service.assistant.start_conversation(language=body.language, channel=body.channel)
    greeting = service.assistant.wording.text("greeting", started.language)
    return ConversationOut.model_validate(
        {"id": started.id, "token": started.token, "language": started.language, "greeting": greeting}
    )


@router.post(
    "/{conversation_id}/messages",
    status_code=201,
    response_model=AnswerOut,
    responses={201: {"content": {"text/event-stream": {"example": _STREAM_EXAMPLE}}}},
)
async def send_message(
    conversation_id: ConversationId,
    token: ConversationToken,
    body: MessageIn,
    service: TheService,
    waits: TheModelWaits,
    idempotency_key: IdempotencyKey = None,
    accept: Annotated[str, Header()] = "application/json",
) -> Any:
    """Send a message and get its answer: JSON, or events (`status`, `card`, `answer`, `handoff`, `error`)."""
    assistant = service.assistant
    arrival = Arrival(conversation_id, token, body.text, body.language, idempotency_key)
    question = await waits.receive(assistant, arrival)
    if "text/event-stream" in accept:
        # Begun before anything is sent: the answer is stored also where the client is gone by then.
        begun = waits.begin(assistant, question)
        return _AnswerStream(_events(service, waits, question, begun), 201, _STREAM_HEADERS)
    waiting, response = await anyio.to_thread.run_sync(lambda: _respond(service, assistant.begin_or_reply(question)))
    if waiting.waits_for_model:
        kept = BegunReply(waiting.question, stored=await waits.finish(assistant, waiting))
        _, response = await anyio.to_thread.run_sync(_respond, service, kept)
    return response


def _respond(service: Service, begun: BegunReply) -> tuple[BegunReply, Response | None]:
    """The answer as JSON, where it is there."""
    if begun.waits_for_model:
        return begun, None
    answer = answer_out(begun.stored, service.assistant) if begun.stored else silent_out(begun.question)
    return begun, Response(answer.model_dump_json(), 201, media_type="application/json")


@router.get("/{conversation_id}/messages")
def list_messages(conversation_id: ConversationId, token: ConversationToken, service: TheService) -> MessagesOut:
    """Every message of the conversation, in order."""
    messages = service.assistant.messages(conversation_id, token)
    return MessagesOut(messages=[message_out(message, service.assistant) for message in messages])


@router.post("/{conversation_id}/handoff", status_code=201)
def hand_off(
    conversation_id: ConversationId, token: ConversationToken, service: TheService, body: HandoffIn | None = None
) -> HandoffOut:
    """Ask for a person; a conversation that already waits keeps its reference."""
    body = body or HandoffIn()
    contact = body.contact.model_dump(exclude_none=True) if body.contact else None
    handoff = service.assistant.hand_off(
        conversation_id, token, reason=body.reason, language=body.language, note=body.note, contact=contact
    )
    with service.database.read() as session:
        text = state_out(session, conversation_id, service.assistant, language=body.language).text
    return HandoffOut.model_validate(
        {
            "reference": handoff.reference,
            "reason": handoff.reason,
            "text": text,
            "language": body.language or handoff.language,
        }
    )


@router.get("/{conversation_id}/handoff")
def read_handoff_state(
    conversation_id: ConversationId, token: ConversationToken, service: TheService, language: LanguageCode | None = None
) -> HandoffStateOut:
    """Whether a person comes, how long that takes or by which day, and who has the conversation."""
    with service.database.read() as session:
        conversation = find_conversation(session, conversation_id, token=token)
        return state_out(session, conversation.id, service.assistant, language=language)


@router.post("/{conversation_id}/typing", status_code=204)
def tell_typing(conversation_id: ConversationId, token: ConversationToken, service: TheService, live: TheLive) -> None:
    """Let the agent see that the citizen is writing; nothing is kept, and once in three seconds is enough."""
    with service.database.read() as session:
        find_conversation(session, conversation_id, token=token)
    if live.typing.is_due(conversation_id):
        service.assistant.tell_typing(conversation_id, token)


@router.post("/{conversation_id}/satisfaction", status_code=201)
def rate(
    conversation_id: ConversationId, token: ConversationToken, body: SatisfactionIn, service: TheService
) -> SatisfactionOut:
    """Say how well one was served, 1 to 5; the newest counts, also after the end."""
    kept = service.assistant.rate(conversation_id, token, score=body.score, comment=body.comment)
    return SatisfactionOut(id=kept.id, score=kept.score)


@router.post("/{conversation_id}/feedback", status_code=201)
def give_feedback(
    conversation_id: ConversationId, token: ConversationToken, body: FeedbackIn, service: TheService
) -> FeedbackOut:
    """Say whether an answer helped."""
    feedback = service.assistant.feedback(
        conversation_id, token, body.answer_id, helpful=body.helpful, reason=body.reason, comment=body.comment
    )
    return FeedbackOut(id=feedback.id)


async def _events(
    service: Service, waits: ModelWaits, question: Message, beginning: asyncio.Task[BegunReply]
) -> AsyncIterator[bytes]:
    """Progress at once, then the approved card, then the checked answer."""
    progress = [_status(service, question, step) for step in ("accepted", "searching")]
    yield b"".join(_event(number, *event) for number, event in enumerate(progress))
    number = len(progress)
    try:
        begun = await asyncio.shield(beginning)
        if begun.waits_for_model:
            for event in await anyio.to_thread.run_sync(_waiting_events, service, begun):
                yield _event(number, *event)
                number += 1
        record = await waits.finish(service.assistant, begun)
        events = await anyio.to_thread.run_sync(_final_events, service, begun, record)
    except Exception as error:  # The stream has begun, so an error can only be told as an event.
        events = [("error", problem_of(error).model_dump(exclude_none=True))]
    for event in events:
        yield _event(number, *event)
        number += 1


def _status(service: Service, question: Message, step: str) -> tuple[str, Any]:
    text = service.assistant.wording.text(f"progress_{step}", question.language)
    return "status", {"step": step, "text": text, "message_id": question.id}


def _waiting_events(service: Service, begun: BegunReply) -> list[tuple[str, Any]]:
    """What a citizen reads while a model is asked: the approved text where it is found, and what goes on."""
    answer = begun.first.answer if begun.first else None
    if answer is None or not answer.citations:
        return [_status(service, begun.question, "answering")]
    card = card_out(answer.citations[0], service.assistant, language=answer.language, text=answer.text)
    return [("card", card.model_dump(mode="json")), _status(service, begun.question, "checking")]


def _final_events(service: Service, begun: BegunReply, record: AnswerRecord | None) -> list[tuple[str, Any]]:
    if record is None:
        return [_handoff_event(service, begun.question)]
    answer = answer_out(record, service.assistant)
    events: list[tuple[str, Any]] = [("answer", answer.model_dump(mode="json"))]
    if not begun.waits_for_model and record.citations:
        card = card_out(record.citations[0], service.assistant, language=record.message.language)
        events.insert(0, ("card", card.model_dump(mode="json")))
    if answer.reference:
        events.append(_handoff_event(service, begun.question))
    return events


def _handoff_event(service: Service, question: Message) -> tuple[str, Any]:
    with service.database.read() as session:
        state = state_out(session, question.conversation_id, service.assistant, language=question.language)
    return "handoff", state.model_dump(mode="json")


def _event(number: int, name: str, data: Any) -> bytes:
    return format_sse_event(data_str=json.dumps(data, ensure_ascii=False), event=name, id=str(number))
