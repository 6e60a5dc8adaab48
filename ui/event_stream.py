"""How does a stream of events leave the service, and how does it end?"""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi.sse import format_sse_event
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.errors import CivicDeskError
from ui.live import Subscription

PING_SECONDS = 15.0
"""Also how long a lost signal can keep news back: each ping is a look into SQL."""
PING = format_sse_event(data_str="{}", event="ping")
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""A proxy must pass each event on as it comes."""


class EventStream(StreamingResponse):
    """Events until the client leaves, the process stops, or there is nothing more that the client may hear.

    The subscription is closed here and not in the generator, whose own end may come late when a client disappears.
    """

    media_type = "text/event-stream"

    def __init__(self, events: AsyncIterator[bytes], subscription: Subscription) -> None:
        super().__init__(_until_refused(events), headers=STREAM_HEADERS)
        self._subscription = subscription

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._subscription.close()


def write_event(name: str, data: str, *, event_id: str | None = None) -> bytes:
    """One event; `data` is JSON."""
    return format_sse_event(data_str=data, event=name, id=event_id)


async def _until_refused(events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    # The status was sent long ago.  A client that comes back is told by the next one what is wrong.
    try:
        async for event in events:
            yield event
    except CivicDeskError:
        return
