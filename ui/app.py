"""How do the faces become one web service?"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files

import anyio.to_thread
from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import CivicDeskError
from assistant.settings import Settings, load_settings
from ui.api import answers, articles, board, conversations, handoff_progress, handoffs, health, pending_replies, staff
from ui.problems import BodyLimit, describe_problems, install_problem_handlers
from ui.service import Service, open_service
from ui.staff import install_staff

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 64 * 1024
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'; require-trusted-types-for 'script'; "
    "trusted-types civicdesk"
)


def create_app(settings: Settings) -> FastAPI:
    """The web service of one installation; its parts open when it starts and close when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        limiter = anyio.to_thread.current_default_thread_limiter()
        limiter.total_tokens = settings.request_threads
        service = await anyio.to_thread.run_sync(partial(open_service, settings, at_once=True))
        app.state.service = service
        await anyio.to_thread.run_sync(_warm_up, service)
        yield
        service.close()

    app = FastAPI(
        title="CivicDesk",
        summary="Citizens ask about public services and get an approved answer with its source, or a person.",
        version="1",
        lifespan=lifespan,
        redoc_url=None,
    )
    install_problem_handlers(app)
    describe_problems(app)
    for part in (conversations, answers, articles, handoff_progress, handoffs, pending_replies, board, health, staff):
        app.include_router(part.router)
    install_staff(app, settings)
    web = str(files("ui") / "web")
    app.add_api_route("/", lambda: FileResponse(f"{web}/index.html"), include_in_schema=False, methods=["GET"])
    app.mount("/web", StaticFiles(directory=web), name="web")
    app.add_middleware(BodyLimit, max_bytes=MAX_BODY_BYTES)
    app.add_middleware(SecurityHeaders)
    if settings.allowed_hosts != "*":
        hosts = [host.strip() for host in settings.allowed_hosts.split(",")]
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts)
    return app


def app_from_environment() -> FastAPI:
    """For a web server that starts its own worker processes."""
    settings = load_settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    return create_app(settings)


def _warm_up(service: Service) -> None:
    """Fill the index and load the model before the first citizen comes; a failure is logged and stops nothing.

    The vectors of a model that is new are made from then on.
    """
    try:
        service.served.warm_up()
    except CivicDeskError:
        logger.exception("the knowledge could not be loaded yet")
    service.served.start()


class SecurityHeaders:
    """Adds the headers that every response carries; the page's own policy keeps all but its own files out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                    (b"x-frame-options", b"SAMEORIGIN"),
                ]
                if not scope["path"].startswith("/docs"):
                    headers.append((b"content-security-policy", _PAGE_POLICY.encode()))
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await self._app(scope, receive, send_with_headers)
