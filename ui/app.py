"""How do the faces become one web service?"""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files

import anyio.to_thread
from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware

from assistant.cases.report_form import ReportForm
from assistant.errors import CivicDeskError
from assistant.settings import Settings, load_settings
from ui.api import (
    answers,
    articles,
    board,
    canned_replies,
    case_alerts,
    cases,
    cases_draft,
    cases_export,
    cases_files,
    cases_handling,
    cases_referrals,
    cases_relations,
    conversations,
    curation,
    curation_lists,
    curation_steps,
    directory,
    gaps,
    golden,
    handoff_progress,
    handoffs,
    health,
    imports,
    knowledge_checks,
    knowledge_export,
    knowledge_numbers,
    knowledge_sources,
    live_conversations,
    live_staff,
    mails,
    model_summaries,
    model_use,
    own_cases,
    pending_replies,
    proposals,
    recalls,
    replays,
    reports,
    sidebar_tokens,
    staff,
    staff_articles,
    suggestions,
    switches,
    try_out,
    webhooks,
)
from ui.case_news import CaseNews
from ui.client_address import ClientAddress, read_proxies
from ui.cross_site import CrossSiteGuard
from ui.live_process import run_live
from ui.model_waits import ModelWaits
from ui.pages.mounts import mount_staff_pages
from ui.problems import BodyLimit, describe_problems, install_problem_handlers
from ui.queue_view import QueueViews
from ui.rate_counts import RateCounts
from ui.rate_limits import RateLimits
from ui.rate_policy import load_rate_policy
from ui.report_body import MAX_FORM_BYTES
from ui.report_reading import read_report
from ui.security_headers import SecurityHeaders, read_origins
from ui.service import Service, open_service
from ui.staff import install_staff
from ui.web_files import WebFiles

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 64 * 1024
MAX_ARTICLE_BYTES = 1024 * 1024
"""Three languages of the longest answer that an article may have, in Chinese."""
SWITCH_SECONDS = 0.0005
"""A thread that has waited for SQL takes the interpreter back this soon from one that computes: with the usual 5 ms a
message of a dozen statements stood behind every suggestion a dozen times."""
_FORMS = {"/api/v1/reports": MAX_FORM_BYTES, "/api/v1/knowledge/imports": imports.MAX_FORM_BYTES}
ROUTERS = (
    conversations,
    live_conversations,
    answers,
    # Before the articles themselves, whose ids may hold slashes.
    recalls,
    knowledge_numbers,
    curation_lists,
    curation_steps,
    curation,
    knowledge_checks,
    articles,
    reports,
    own_cases,
    handoff_progress,
    handoffs,
    pending_replies,
    board,
    model_use,
    directory,
    live_staff,
    suggestions,
    model_summaries,
    staff_articles,
    gaps,
    proposals,
    canned_replies,
    sidebar_tokens,
    switches,
    cases_export,
    cases,
    cases_handling,
    cases_referrals,
    cases_relations,
    cases_draft,
    cases_files,
    case_alerts,
    mails,
    golden,
    replays,
    try_out,
    webhooks,
    imports,
    knowledge_sources,
    knowledge_export,
    health,
    staff,
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
        # What is loaded now stays: looking through all of it for garbage would hold everybody up for a while.
        gc.freeze()
        async with run_live(service.database) as live:
            app.state.live, app.state.queue_views = live, QueueViews(service, live)
            app.state.case_news = CaseNews(service, live)
            yield
            await app.state.model_waits.end()
        service.close()

    app = FastAPI(
        title="CivicDesk",
        summary="Citizens ask about public services and get an approved answer with its source, or a person.",
        version="1",
        lifespan=lifespan,
        docs_url=None,  # It would load its program from another site, which a closed network cannot reach.
        redoc_url=None,
    )
    install_problem_handlers(app)
    describe_problems(app)
    for part in ROUTERS:
        app.include_router(part.router)
    app.state.counts = RateCounts(settings.rate_limit_storage)
    app.state.model_waits = ModelWaits(settings.model_concurrency, request_threads=settings.request_threads)
    install_staff(app, settings, app.state.counts)
    web = str(files("ui") / "web")
    app.add_api_route("/", lambda: FileResponse(f"{web}/index.html"), include_in_schema=False, methods=["GET"])
    app.add_api_route(
        "/report", lambda: FileResponse(f"{web}/report/index.html"), include_in_schema=False, methods=["GET"]
    )
    app.add_api_route("/docs", lambda: FileResponse(f"{web}/api.html"), include_in_schema=False, methods=["GET"])
    mount_staff_pages(app)
    app.mount("/web", WebFiles(directory=web), name="web")
    _add_floor(app, settings)
    return app


def _add_floor(app: FastAPI, settings: Settings) -> None:
    """What every request passes before any route sees it; the last one added is passed first."""
    app.add_middleware(
        BodyLimit,
        max_bytes=MAX_BODY_BYTES,
        larger=_FORMS,
        longer=dict.fromkeys(
            ("/api/v1/articles", "/api/v1/knowledge/preview", "/api/v1/knowledge/proposals"), MAX_ARTICLE_BYTES
        ),
    )
    if settings.rate_limits:
        app.add_middleware(RateLimits, policy=load_rate_policy(), counts=app.state.counts)
    app.add_middleware(CrossSiteGuard)
    if settings.allowed_hosts != "*":
        hosts = [host.strip() for host in settings.allowed_hosts.split(",")]
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts)
    app.add_middleware(SecurityHeaders, sidebar_parents=read_origins(settings.sidebar_parents))
    app.add_middleware(ClientAddress, proxies=read_proxies(settings.trusted_proxies))


def app_from_environment() -> FastAPI:
    """For a web server that starts its own worker processes."""
    sys.setswitchinterval(SWITCH_SECONDS)
    settings = load_settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    return create_app(settings)


def _warm_up(service: Service) -> None:
    """Fill the index and load what reads before the first citizen comes; a failure is logged and stops nothing.

    The vectors of a model that is new are made from then on.
    """
    try:
        service.served.warm_up()
        read_report(service, ReportForm("The street lamp is dark.", "en"))
    except CivicDeskError:
        logger.exception("the knowledge could not be loaded yet")
    service.served.start()
