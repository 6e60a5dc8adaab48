"""How does a page made with Gradio stand behind the staff's own door?

Gradio is imported and its pages are built when the first member of staff opens one: it costs seconds and a hundred
megabytes that citizens need not wait for.  Every request under the mount passes one guard, and of Gradio's many routes
only those exist that its page cannot do without: no files, no uploads, no calls beside the queue.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.accounts.permissions import Actor, Permission
from assistant.database import Database
from assistant.errors import CivicDeskError, NotFound, NotSignedIn
from ui.client_address import without_forwarding
from ui.problems import respond
from ui.script_nonces import send_with_nonces
from ui.staff_access import find_actor

if TYPE_CHECKING:
    import gradio

MAX_WAITING_EVENTS = 200
EVENTS_AT_ONCE = 8
_FILES = ("assets/", "static/", "svelte/")
_ROUTES = frozenset(
    {
        "",
        "config",
        "theme.css",
        "gradio_api/app_id",
        "gradio_api/cancel",
        "gradio_api/queue/data",
        "gradio_api/queue/join",
        "gradio_api/reset",
        "gradio_api/startup-events",
    }
)
_HEARTBEAT = "gradio_api/heartbeat/"
_ACTOR = "civicdesk.actor"


def mount_staff_page(
    app: FastAPI, blocks_factory: Callable[[], gradio.Blocks], path: str, permission: Permission, *, head: str = ""
) -> None:
    """Serve the page that `blocks_factory` builds at `path`, to those who hold `permission`.

    `blocks_factory` imports the module that imports gradio, inside the function.  Whatever an event of the page does is
    a call that a browser can make up: it asks `actor_of` for the actor, whose permissions the changing function checks.
    `head` may hold `<script src="/web/…">` and `<link>`; a script written into the page would not run.
    """
    app.mount(path, StaffPage(blocks_factory, path, permission, head), name=path.strip("/").replace("/", "-"))


def actor_of(request: gradio.Request) -> Actor:
    """Who sent an event of a page.  Raises NotSignedIn for one that came by no page."""
    actor: Actor | None = request.request.scope.get(_ACTOR) if request.request else None
    if actor is None:
        raise NotSignedIn("please sign in")
    return actor


class StaffPage:
    """One Gradio page behind its guard."""

    def __init__(self, factory: Callable[[], gradio.Blocks], path: str, permission: Permission, head: str) -> None:
        self._factory = factory
        self._path = path
        self._permission = permission
        self._head = head
        self._lock = asyncio.Lock()
        self._page: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # The page opens no socket, so neither need anybody else.
            await send({"type": "websocket.close", "code": 1008})
            return
        route = scope["path"].removeprefix(scope["root_path"]).strip("/")
        database = scope["app"].state.service.database
        try:
            actor = await anyio.to_thread.run_sync(self._admit, Request(scope), database)
            if not _is_served(route):
                raise NotFound("no such page")
        except CivicDeskError as refusal:  # A browser that nobody has signed in at was shown the way by the gate.
            await respond(refusal)(scope, receive, send)
            return
        page = self._page or await self._build()
        admitted = {**without_forwarding(scope), _ACTOR: actor}
        if route == "":
            admitted["headers"] = [header for header in admitted["headers"] if header[0] != b"accept-encoding"]
            send = send_with_nonces(send)
        await page(admitted, receive, send)

    def _admit(self, request: Request, database: Database) -> Actor:
        actor = find_actor(request, database)
        actor.require(self._permission)
        return actor

    async def _build(self) -> ASGIApp:
        async with self._lock:  # Whoever comes while it is built waits for the same page.
            if self._page is None:
                made = await anyio.to_thread.run_sync(_build_in_thread, self._factory, self._path, self._head)
                blocks, page = made
                blocks.run_startup_events()  # type: ignore[no-untyped-call]  # Gradio leaves it untyped.
                await blocks.run_extra_startup_events()  # type: ignore[no-untyped-call]  # The same.
                self._page = page
        return self._page


def _is_served(route: str) -> bool:
    return route in _ROUTES or route.startswith((*_FILES, _HEARTBEAT))


def _build_in_thread(*arguments: Any) -> tuple[gradio.Blocks, ASGIApp]:
    # Inside a loop that is closed again: Gradio would make several for a thread without one, and close none.
    return asyncio.run(_build_page(*arguments))


async def _build_page(factory: Callable[[], gradio.Blocks], path: str, head: str) -> tuple[gradio.Blocks, ASGIApp]:
    # Read when gradio is imported: it would tell its makers of every page, and ask a hub for models.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gradio

    blocks = factory()
    blocks.queue(api_open=False, max_size=MAX_WAITING_EVENTS, default_concurrency_limit=EVENTS_AT_ONCE)
    for event in blocks.fns.values():
        event.api_visibility = "private"
    host = FastAPI(openapi_url=None)
    gradio.mount_gradio_app(
        host,
        blocks,
        path,
        footer_links=[],
        run_history=False,
        auth_dependency=_name_of,
        allowed_paths=[],
        show_error=False,
        max_file_size="1kb",
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=gradio.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        head=head or None,
    )
    mounted: Any = host.routes[-1]
    return blocks, mounted.app


def _name_of(request: Request) -> str | None:
    actor: Actor | None = request.scope.get(_ACTOR)
    return actor.name if actor else None
