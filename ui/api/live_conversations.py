"""How does a citizen's page hear at once of what happens in its conversation?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header, Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.conversations import history
from assistant.conversations.log import read_log
from assistant.conversations.models import Conversation, HandoffStep, Message
from assistant.conversations.states import StepKind
from assistant.errors import ConversationNotFound
from assistant.signals import conversation_topic
from ui.api.handoff_state import state_out
from ui.api.wire import LanguageCode, message_out
from ui.dependencies import ConversationId, ConversationToken, TheLive, TheService
from ui.event_stream import PING, PING_SECONDS, EventStream, write_event
from ui.live import Live, Subscription
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"], responses=PROBLEM_RESPONSES)

MAX_STREAMS = 3
"""Of one conversation: a page, the one it has just replaced, and one to spare."""
_TYPING = write_event("typing", '{"by":"agent"}')
_EXAMPLE = 'event: message\nid: 7\ndata: {"role":"agent",…}\n\nevent: typing\ndata: {"by":"agent"}\n\n'


@router.get(
    "/{conversation_id}/events",
    responses={200: {"content": {"text/event-stream": {"example": _EXAMPLE}}}},
)
async def follow_conversation(
    conversation_id: ConversationId,
    token: ConversationToken,
    service: TheService,
    live: TheLive,
    after: Annotated[int, Query(ge=0, le=2**31, description="As `Last-Event-ID`, for clients without it.")] = 0,
    language: Annotated[LanguageCode | None, Query(description="Of the page; else the request's own.")] = None,
    last_event_id: Annotated[str, Header(description="The last event's id; anything else begins anew.")] = "",
) -> EventStream:
    """Events as they happen: `message`, `handoff` (how the request for a person stands), `typing`, `ping`."""
    await live.run(partial(_check, service, conversation_id, token))
    place = int(last_event_id) if last_event_id.isdecimal() and len(last_event_id) < 10 else after
    news = ConversationNews(service, conversation_id, after=place, language=language)
    topics = [conversation_topic(conversation_id)]
    subscription = live.subscribe(topics, holder=topics[0], at_most=MAX_STREAMS)
    return EventStream(_events(live, subscription, news), subscription)


class ConversationNews:
    """What one stream has told of its conversation, and what comes next."""

    def __init__(self, service: Service, conversation_id: str, *, after: int, language: str | None) -> None:
        self._service, self._id, self._language = service, conversation_id, language
        self._after = after
        self._state: str | None = None
        self._waits = False

    def read(self) -> list[bytes]:
        """The events that are due.  Raises ConversationNotFound when it is no longer kept."""
        with self._service.database.read() as session:
            count = session.scalar(select(Conversation.message_count).where(Conversation.id == self._id))
            if count is None:
                raise ConversationNotFound("no such conversation")
            if self._after > count:  # Not a place of this conversation.
                self._after = 0
            events = self._read_log(session) if count > self._after else []
            # Somebody who waits moves up without an entry in their own log.
            if self._state is None or self._waits:
                events += self._stand(session)
            return events

    def _read_log(self, session: Session) -> list[bytes]:
        entries = read_log(session, self._id, after=self._after)
        self._after = entries[-1].sequence
        steps = [entry.sequence for entry in entries if isinstance(entry, HandoffStep) and entry.kind != StepKind.NOTE]
        events: list[bytes] = []
        for entry in entries:
            if isinstance(entry, Message):
                shown = message_out(entry, self._service.assistant).model_dump_json()
                events.append(write_event("message", shown, event_id=str(entry.sequence)))
            elif entry.sequence == max(steps, default=0):  # What several steps have led to is told once.
                events += self._stand(session, event_id=str(entry.sequence))
        return events

    def _stand(self, session: Session, *, event_id: str | None = None) -> list[bytes]:
        """How the request for a person stands now, unless that was told last."""
        standing = state_out(session, self._id, self._service.assistant, language=self._language)
        told, self._state = self._state, standing.model_dump_json()
        self._waits = standing.state == "waiting"
        is_news = self._state != told or event_id is not None
        return [write_event("handoff", self._state, event_id=event_id)] if is_news else []


async def _events(live: Live, subscription: Subscription, news: ConversationNews) -> AsyncIterator[bytes]:
    while subscription.is_open:
        for event in await live.run(news.read):
            yield event
        heard = await subscription.wait(PING_SECONDS)
        if not heard:
            yield PING
        if any(payload.get("typing") == "agent" for payload in heard.values()):
            yield _TYPING


def _check(service: Service, conversation_id: str, token: str) -> None:
    with service.database.read() as session:
        history.find_conversation(session, conversation_id, token=token)
