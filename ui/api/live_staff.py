"""How does a staff console hear at once of the queues and of its conversations?"""

from __future__ import annotations

import json
import random
import time
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request

from assistant.accounts.permissions import Actor, Permission
from assistant.conversations.news import listen_in
from assistant.signals import CASES, QUEUE, conversation_topic, user_topic
from ui.api.wire import LanguageCode
from ui.case_news import CaseNews, may_hear
from ui.console_news import ConsoleNews
from ui.dependencies import TheLive, TheService
from ui.event_stream import PING, PING_SECONDS, EventStream, write_event
from ui.live import Live, Subscription
from ui.problems import PROBLEM_RESPONSES
from ui.queue_view import QueueViews
from ui.service import Service
from ui.staff_access import Requires, find_actor

router = APIRouter(prefix="/api/v1/staff", tags=["staff"], responses=PROBLEM_RESPONSES)

MAX_STREAMS = 12
"""Of one person: a few tabs, and those that they have replaced."""
LOOKS_AGAIN_SECONDS = 0.25
"""How soon a view of the queues is asked for again that may not be read yet."""
_EXAMPLE = (
    'event: queue\ndata: {"waiting":[…],"total":3,"mine":[…],"pending":0}\n\n'
    'event: cases\ndata: {"changed":["5c1e…"],"counts":{"triage":4,…}}\n\nevent: message\nid: 0b7f…:7\ndata: {…}\n\n'
)
WatchedId = Annotated[
    str | None,
    Query(max_length=36, pattern=r"^[\w-]+$", description="A conversation to listen in to; it is kept who did."),
]


@router.get(
    "/events",
    responses={200: {"content": {"text/event-stream": {"example": _EXAMPLE}}}},
)
async def follow_work(
    request: Request,
    actor: Annotated[Actor, Depends(Requires(Permission.HANDOFF_READ))],
    service: TheService,
    live: TheLive,
    watch: WatchedId = None,
    language: LanguageCode = "en",
    last_event_id: Annotated[str, Header(description="The last event's id; anything else begins anew.")] = "",
) -> EventStream:
    """Events as they happen: `queue`, `cases`, `message`, `step`, `replies`, `typing`, `ended`, `ping`.

    Answer each `ping` with `POST /api/v1/staff/presence`: who stays silent for 45 seconds loses their conversations.
    """
    if watch is not None:
        await live.run(partial(_listen_in, service, watch, actor))
    news = ConsoleNews(service, actor, cursor=last_event_id, watched=watch, language=language)
    own = user_topic(actor.user_id or actor.name)
    subscription = live.subscribe([QUEUE, CASES, own], holder=own, at_most=MAX_STREAMS)
    console = Console(request, service, live, subscription, news, own=own, language=language)
    return EventStream(console.events(actor), subscription)


class Console:
    """One open console."""

    def __init__(
        self,
        request: Request,
        service: Service,
        live: Live,
        subscription: Subscription,
        news: ConsoleNews,
        *,
        own: str,
        language: str,
    ) -> None:
        self._request, self._service, self._live = request, service, live
        self._subscription, self._news, self._own, self._language = subscription, news, own, language
        self._views: QueueViews = request.app.state.queue_views
        self._case_news: CaseNews = request.app.state.case_news
        self._queue_asked_at: float | None = time.monotonic()
        self._cases_asked_at: float | None = self._queue_asked_at
        self._cases_told_at = time.monotonic()
        self._case_counts: dict[str, int] | None = None
        self._gist = ""

    async def events(self, actor: Actor) -> AsyncIterator[bytes]:
        heard: dict[str, dict[str, object]] = {self._own: {}}
        # After a restart every console comes back at once, and would ask at once ever after.
        ping_at = time.monotonic() + PING_SECONDS * random.uniform(0.2, 1)  # noqa: S311  # Nothing secret.
        while self._subscription.is_open:
            topics = self._subscription.topics
            if self._own in heard:
                for event in await self._live.run(partial(self._news.read, actor)):
                    yield event
                self._subscription.follow([QUEUE, CASES, self._own, *map(conversation_topic, self._news.followed)])
            # What was said in a new one before it was followed has made no sound.
            if self._subscription.topics != topics or heard.keys() - {QUEUE, CASES, self._own}:
                for event in await self._live.run(self._news.read_new):
                    yield event
            for event in self._typing(heard):
                yield event
            if QUEUE in heard:
                self._queue_asked_at = time.monotonic()
            if CASES in heard:
                self._cases_asked_at = time.monotonic()
            for event in (*await self._queue(actor), *await self._cases(actor)):
                yield event
            looks_again = LOOKS_AGAIN_SECONDS if self._queue_asked_at or self._cases_asked_at else PING_SECONDS
            heard = await self._subscription.wait(max(0.0, min(ping_at - time.monotonic(), looks_again)))
            if time.monotonic() >= ping_at:
                ping_at += PING_SECONDS
                # Raises NotSignedIn, which ends the stream, when the session has been ended meanwhile.
                actor = await self._live.run(partial(find_actor, self._request, self._service.database))
                yield PING
                heard = {self._own: {}, QUEUE: {}, CASES: {}, **heard}

    async def _queue(self, actor: Actor) -> list[bytes]:
        """The queues, where they are asked for and have changed."""
        if self._queue_asked_at is None:
            return []
        view = await self._views.read(self._language, since=self._queue_asked_at)
        if view is None:
            return []
        self._queue_asked_at = None
        before, (self._gist, shown) = self._gist, view.of(actor)
        return [write_event("queue", shown)] if self._gist != before else []

    async def _cases(self, actor: Actor) -> list[bytes]:
        """Which cases have changed and how many each view holds, for who may read cases."""
        if self._cases_asked_at is None or not may_hear(actor):
            self._cases_asked_at = None
            return []
        seen = await self._case_news.read(since=self._cases_asked_at)
        if seen is None:
            return []
        changed, counts = seen.changed(actor, since=self._cases_told_at), seen.counts(actor)
        before, self._case_counts = self._case_counts, counts
        self._cases_asked_at, self._cases_told_at = None, seen.read_at
        if not changed and counts == before:
            return []
        return [write_event("cases", json.dumps({"changed": changed, "counts": counts}))]

    def _typing(self, heard: dict[str, dict[str, object]]) -> list[bytes]:
        """Who is writing; nobody is told of themselves."""
        events = []
        for conversation_id in self._news.followed:
            by = heard.get(conversation_topic(conversation_id), {}).get("typing")
            if by == "citizen" or (by and self._news.is_watched_only(conversation_id)):
                events.append(write_event("typing", json.dumps({"conversation_id": conversation_id, "by": by})))
        return events


def _listen_in(service: Service, conversation_id: str, actor: Actor) -> None:
    with service.database.write() as session:
        listen_in(session, conversation_id, actor=actor)
